package com.holded.pipeline.reports;

import java.util.List;

/**
 * What a printed report says before its rows.
 *
 * @param title of the report when it is about one thing, such as a company; empty = its usual title
 * @param isEmpty whether there is nothing to report
 * @param leastRows fewest rows that its table has
 * @param figures the key figures, as they are printed
 * @param charts drawn one below the other
 */
record Front(String title, boolean isEmpty, long leastRows, List<Figure> figures, List<Chart> charts) {

    /** A key figure; lines are parted by line feeds. */
    record Figure(String label, String text) {}

    Front {
        figures = List.copyOf(figures);
        charts = List.copyOf(charts);
    }
}
