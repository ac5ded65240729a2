package com.holded.pipeline.reports;

import java.util.List;
import java.util.Optional;

/**
 * What one report is made of. Every format is made from this: a CSV file writes the columns of the rows of level
 * {@link Level#DETAIL}, the template lays out the same columns of all levels.
 */
interface Definition {
    /** Every query starts with this: the part of the rollup that the {@link Filters} leave. */
    String CHOSEN =
            """
            WITH chosen AS (
                SELECT * FROM daily_rollup
                WHERE business_day BETWEEN ? AND ?
                  AND (? = '' OR company_id = ?)
                  AND (? = '' OR event_type = ?)
                  AND (? = '' OR business_context = ?)
            )
            """;

    /** All reports there are. */
    List<Definition> ALL = List.of(new CompanyAnalytics(), new EventTypeSummary());

    /** The report of this name. */
    static Optional<Definition> of(String name) {
        return ALL.stream().filter(report -> report.name().equals(name)).findFirst();
    }

    /** Name in the HTTP interface, of the template, and in the keys of the texts; for example event-type-summary. */
    String name();

    /** Columns in the order of the CSV file. */
    List<Column> columns();

    /**
     * The query after {@link #CHOSEN}: one row per detail, group and total, in the order of the printed report; its
     * column {@code level} names the {@link Level}, and {@code lines} how many details a group shows.
     */
    String rows();

    /** Fewest rows that the printed report of this much data has. */
    long leastRows(Overview overview);

    /** Most rows that fit on a printed page. */
    int rowsPerPage();

    /** What the chart of the printed report shows. */
    Chart chart(Snapshot snapshot, Overview overview, Language language);
}
