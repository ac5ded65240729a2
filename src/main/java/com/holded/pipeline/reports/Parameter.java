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
    LANG("Language, es or en; otherwise the best of Accept-Language, otherwise es"),
    BOM("true = a CSV file starts with a byte order mark, which some spreadsheets need; default false");

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
