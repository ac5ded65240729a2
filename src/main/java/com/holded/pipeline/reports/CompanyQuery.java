package com.holded.pipeline.reports;

import java.time.LocalDate;

/** The query behind the data of {@code company-analytics}, for benchmarks that compare what the service makes of it. */
public final class CompanyQuery {
    private CompanyQuery() {}

    /** Its text, all values written out, when no filter is given and there is data from one of these days to the other. */
    public static String text(LocalDate first, LocalDate last) {
        return NamedSql.written(CompanyAnalytics.DETAILS, new Span(first, last).values(Filters.NONE, last));
    }
}
