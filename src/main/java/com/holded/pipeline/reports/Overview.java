package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What a report says before its rows.
 *
 * @param quality average of the quality scores, 0 to 1; 0 when there are no events
 * @param activity first and last business day and instant; empty when there are no events
 * @param amounts sum of all amounts by currency, greatest number of amounts first
 */
record Overview(
        Filters filters,
        long events,
        long companies,
        long eventTypes,
        BigDecimal quality,
        List<Activity> activity,
        List<Money> amounts) {

    /** The span of the events; both ends inclusive. */
    record Activity(LocalDate firstDay, LocalDate lastDay, Instant first, Instant last) {}

    /** An exact sum in one currency. */
    record Money(String currency, BigDecimal sum) {}

    Overview {
        activity = List.copyOf(activity);
        amounts = List.copyOf(amounts);
    }

    boolean isEmpty() {
        return events == 0;
    }
}
