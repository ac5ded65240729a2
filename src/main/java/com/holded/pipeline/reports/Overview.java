package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sums of the part of the rollup that a report is about, all of them made in one pass over its lines.
 *
 * @param inactive companies without an event for more than {@value #INACTIVE_AFTER_DAYS} days
 * @param quality average of the quality scores, 0 to 1; 0 when there are no events
 * @param activity first and last event; empty when there are no events
 * @param amounts sum of all amounts by currency, greatest number of amounts first
 * @param leadingCompanies those with most events, in parts by context, greatest company first
 * @param leadingTypes the event types with most events, greatest first
 */
record Overview(
        long events,
        long companies,
        long eventTypes,
        long inactive,
        BigDecimal quality,
        List<Activity> activity,
        List<Money> amounts,
        List<Part> leadingCompanies,
        List<Part> leadingTypes) {
    private static final int INACTIVE_AFTER_DAYS = 30;

    private static final String SECTIONS = Lines.MONTHS.stripTrailing()
            + """
            , parts AS MATERIALIZED (
                SELECT company_id, event_type, business_context, currency, sum(events) AS events,
                       sum(quality_sum) AS quality_sum, sum(amount_sum) AS amount_sum, sum(amount_count) AS amount_count,
                       min(first_event_at) AS first_event_at, max(last_event_at) AS last_event_at,
                       %s AS last_day
                FROM chosen GROUP BY company_id, event_type, business_context, currency
            ), companies AS (
                SELECT company_id, sum(events) AS events, max(last_day) AS last_day FROM parts GROUP BY company_id
            ), foremost AS (
                SELECT company_id, events AS company_events FROM companies ORDER BY events DESC, company_id LIMIT 10
            )
            SELECT section, coalesce(name, '') AS name, coalesce(business_context, '') AS business_context,
                   events::bigint AS events, coalesce(amount, 0) AS amount, companies, event_types, inactive,
                   coalesce(quality, 0) AS quality, first_event_at, last_event_at
            FROM (
                SELECT 'SUMS' AS section, 0::numeric AS rank, NULL::text AS name, NULL::text AS business_context,
                       coalesce(sum(events), 0) AS events, NULL::numeric AS amount,
                       (SELECT count(*) FROM companies)                                               AS companies,
                       (SELECT count(*) FROM (SELECT FROM parts GROUP BY event_type) types)           AS event_types,
                       (SELECT count(*) FROM companies WHERE last_day < :reference::date - %d)        AS inactive,
                       coalesce(sum(quality_sum) / nullif(sum(events), 0), 0)                         AS quality,
                       min(first_event_at) AS first_event_at, max(last_event_at) AS last_event_at
                FROM parts
                UNION ALL
                SELECT 'AMOUNT', sum(amount_count), currency, NULL, sum(events), sum(amount_sum),
                       NULL, NULL, NULL, NULL, NULL, NULL
                FROM parts GROUP BY currency HAVING sum(amount_count) > 0
                UNION ALL
                SELECT 'COMPANY', company_events, company_id, business_context, sum(events),
                       NULL, NULL, NULL, NULL, NULL, NULL, NULL
                FROM parts JOIN foremost USING (company_id) GROUP BY company_events, company_id, business_context
                UNION ALL
                (SELECT 'TYPE', sum(events), event_type, business_context, sum(events),
                        NULL, NULL, NULL, NULL, NULL, NULL, NULL
                 FROM parts GROUP BY event_type, business_context ORDER BY sum(events) DESC, event_type LIMIT 10)
            ) sections
            ORDER BY section, rank DESC, name
            """
                    .formatted(Lines.LAST_DAY, INACTIVE_AFTER_DAYS);

    private static final int MOST_CURRENCIES = 3;
    private static final int CENTS = 2;

    /** The span of the events; both ends inclusive. */
    record Activity(Instant first, Instant last) {}

    /** An exact sum in one currency. */
    record Money(String currency, BigDecimal sum) {}

    /** Events of a company or a type, in one context. */
    record Part(String name, String context, long events) {}

    private enum Section {
        SUMS,
        AMOUNT,
        COMPANY,
        TYPE
    }

    private record Row(
            Section section,
            Part part,
            BigDecimal amount,
            long companies,
            long eventTypes,
            long inactive,
            BigDecimal quality,
            List<Activity> activity) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    Section.valueOf(row.getString("section")),
                    new Part(row.getString("name"), row.getString("business_context"), row.getLong("events")),
                    row.getBigDecimal("amount"),
                    row.getLong("companies"),
                    row.getLong("event_types"),
                    row.getLong("inactive"),
                    row.getBigDecimal("quality"),
                    Overview.activity(
                            row.getObject("first_event_at", OffsetDateTime.class),
                            row.getObject("last_event_at", OffsetDateTime.class)));
        }
    }

    Overview {
        activity = List.copyOf(activity);
        amounts = List.copyOf(amounts);
        leadingCompanies = List.copyOf(leadingCompanies);
        leadingTypes = List.copyOf(leadingTypes);
    }

    static Overview of(Snapshot snapshot) {
        Map<Section, List<Row>> rows =
                snapshot.list(SECTIONS, Row::of).stream().collect(Collectors.groupingBy(Row::section));
        Row sums = rows.getOrDefault(Section.SUMS, List.of()).get(0);
        return new Overview(
                sums.part().events(),
                sums.companies(),
                sums.eventTypes(),
                sums.inactive(),
                sums.quality(),
                sums.activity(),
                list(rows, Section.AMOUNT, row -> new Money(row.part().name(), row.amount())),
                list(rows, Section.COMPANY, Row::part),
                list(rows, Section.TYPE, Row::part));
    }

    private static <T> List<T> list(Map<Section, List<Row>> rows, Section section, Function<Row, T> mapper) {
        return rows.getOrDefault(section, List.of()).stream().map(mapper).toList();
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
