package com.holded.pipeline.reports;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What decides which row of a report comes first; rows that are equal in it stand in the order of their names. */
enum Sort {
    /** Most events first. */
    EVENTS("events"),
    /** By name. */
    NAME("0"),
    /** Poorest quality first. */
    QUALITY("-quality_sum / nullif(events, 0)"),
    /** Latest event first. */
    LAST("extract(epoch FROM last_event_at)");

    private final String key;

    Sort(String key) {
        this.key = key;
    }

    /** SQL over the sums of a row: the greatest comes first. */
    String key() {
        return key;
    }

    /** Name in the HTTP interface. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Sort> of(String code) {
        return Arrays.stream(values()).filter(sort -> sort.code().equals(code)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Sort::code).toList();
    }
}
