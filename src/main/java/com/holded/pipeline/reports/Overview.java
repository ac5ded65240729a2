package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums of the part of the rollup that a report is about.
 *
 * @param quality average of the quality scores, 0 to 1; 0 when there are no events
 * @param activity first and last event; empty when there are no events
 * @param amounts sum of all amounts by currency, greatest number of amounts first
 */
record Overview(
        long events,
        long companies,
        long eventTypes,
        BigDecimal quality,
        List<Activity> activity,
        List<Money> amounts) {
    private static final String SUMS = Definition.CHOSEN
            + """
            SELECT coalesce(sum(events), 0)::bigint AS events, count(DISTINCT company_id) AS companies,
                   count(DISTINCT event_type) AS event_types,
                   coalesce(sum(quality_sum) / nullif(sum(events), 0), 0) AS quality,
                   min(first_event_at) AS first_event_at, max(last_event_at) AS last_event_at
            FROM chosen
            """;

    private static final String AMOUNTS = Definition.CHOSEN
            + """
            SELECT currency, sum(amount_sum) FROM chosen GROUP BY currency
            HAVING sum(amount_count) > 0 ORDER BY sum(amount_count) DESC, currency
            """;

    private static final int MOST_CURRENCIES = 3;
    private static final int CENTS = 2;

    /** The span of the events; both ends inclusive. */
    record Activity(Instant first, Instant last) {}

    /** An exact sum in one currency. */
    record Money(String currency, BigDecimal sum) {}

    Overview {
        activity = List.copyOf(activity);
        amounts = List.copyOf(amounts);
    }

    static Overview of(Snapshot snapshot) {
        List<Money> amounts = snapshot.list(AMOUNTS, row -> new Money(row.getString(1), row.getBigDecimal(2)));
        return snapshot.one(
                SUMS,
                row -> new Overview(
                        row.getLong("events"),
                        row.getLong("companies"),
                        row.getLong("event_types"),
                        row.getBigDecimal("quality"),
                        activity(
                                row.getObject("first_event_at", OffsetDateTime.class),
                                row.getObject("last_event_at", OffsetDateTime.class)),
                        amounts));
    }

    private static List<Activity> activity(@Nullable OffsetDateTime first, @Nullable OffsetDateTime last) {
        return first == null || last == null ? List.of() : List.of(new Activity(first.toInstant(), last.toInstant()));
    }

    boolean isEmpty() {
        return events == 0;
    }

    Front.Figure eventsFigure(Printed printed) {
        return new Front.Figure("figure.events", printed.count(events));
    }

    Front.Figure companiesFigure(Printed printed) {
        return new Front.Figure("figure.companies", printed.count(companies));
    }

    Front.Figure typesFigure(Printed printed) {
        return new Front.Figure("figure.event_types", printed.count(eventTypes));
    }

    Front.Figure qualityFigure(Printed printed) {
        return new Front.Figure("figure.quality", isEmpty() ? Printed.nothing() : printed.decimal(quality, 2));
    }

    Front.Figure activityFigure(Printed printed) {
        return new Front.Figure(
                "figure.activity",
                activity.stream()
                        .map(span -> printed.instant(span.first()) + "\n" + printed.instant(span.last()))
                        .findFirst()
                        .orElse(Printed.nothing()));
    }

    /** Each currency by itself: different ones are never summed. */
    Front.Figure amountsFigure(Printed printed) {
        List<String> lines = amounts.stream()
                .map(money -> printed.decimal(money.sum(), CENTS) + " " + money.currency())
                .toList();
        List<String> shown = lines.size() <= MOST_CURRENCIES
                ? lines
                : List.of(lines.get(0), lines.get(1), printed.language().text("figure.more_currencies"));
        return new Front.Figure("figure.amounts", shown.isEmpty() ? Printed.nothing() : String.join("\n", shown));
    }
}
