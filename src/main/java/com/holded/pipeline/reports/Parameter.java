package com.holded.pipeline.reports;

import com.holded.pipeline.event.BusinessContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The query parameters of a report; every one is optional. */
enum Parameter {
    FROM("First business day (Europe/Madrid), for example 2026-11-01"),
    TO("Last business day, inclusive"),
    PERIOD("In place of from and to, one of " + String.join(", ", Period.names())),
    COMPANY("Only this company"),
    EVENT_TYPE("Only this event type, in full"),
    CONTEXT("Only this business context, one of " + String.join(", ", BusinessContext.labels())),
    TOP("Only this many companies or types, from the first on; totals are still over all. 1 to 100000"),
    SORT("What decides the order, one of " + String.join(", ", Sort.names()) + "; default events, most first"),
    LANG("Language, es or en; otherwise the best of Accept-Language, otherwise es"),
    BOM("true = a CSV file starts with a byte order mark, which some spreadsheets need; default false"),
    FOOTER("true = a CSV file ends with lines that say what it was made from, as other formats do; default false");

    private final String description;

    Parameter(String description) {
        this.description = description;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Parameter::code).toList();
    }

    /** Name in the query. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String description() {
        return description;
    }
}
