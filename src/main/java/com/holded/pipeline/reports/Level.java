package com.holded.pipeline.reports;

/** What a row of a report stands for. Exports of data hold the details only, since the rest can be summed from them. */
enum Level {
    /** A row of the finest grain. */
    DETAIL,
    /** The sum of the details of one company or context. */
    GROUP,
    /** The sum of everything. */
    TOTAL,
    /** A part of the total that must stand apart: one currency. */
    TOTAL_DETAIL
}
