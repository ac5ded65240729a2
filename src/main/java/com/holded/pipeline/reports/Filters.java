package com.holded.pipeline.reports;

/** Which part of the rollup a report is about; an empty text leaves that filter out. */
record Filters(Days days, String company, String eventType, String context) {
    static final Filters NONE = new Filters(Days.ALL, "", "", "");
}
