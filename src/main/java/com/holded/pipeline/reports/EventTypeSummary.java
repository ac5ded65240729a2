package com.holded.pipeline.reports;

import java.util.List;

/** Per event type: events, companies, quality, first and last occurrence, trend; in groups by business context. */
final class EventTypeSummary implements Definition {
    private static final List<Column> COLUMNS = List.of(
            Column.text("event_type"),
            Column.text("business_context"),
            Column.count("events"),
            Column.share("share"),
            Column.count("companies"),
            Column.score("quality"),
            Column.change("trend"),
            Column.instant("first_event_at"),
            Column.instant("last_event_at"));

    @Override
    public String name() {
        return "event-type-summary";
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public String rows(Snapshot snapshot, Request.Choice choice) {
        return Lines.MONTHS_AND_DAYS.stripTrailing()
                + """
            , parts AS (
                SELECT business_context, event_type, company_id, sum(events) AS events, sum(quality_sum) AS quality_sum,
                       min(first_event_at) AS first_event_at, max(last_event_at) AS last_event_at, 0 AS early, 0 AS late
                FROM chosen GROUP BY business_context, event_type, company_id
                UNION ALL
                SELECT business_context, event_type, NULL, 0, 0, NULL, NULL,
                       sum(events) FILTER (WHERE first_day < :early_end), sum(events) FILTER (WHERE first_day >= :late_start)
                FROM daily GROUP BY business_context, event_type
            ), grouped AS (
                SELECT business_context,
                       event_type,
                       grouping(business_context)    AS all_contexts,
                       grouping(event_type)          AS all_types,
                       count(DISTINCT event_type)    AS lines,
                       coalesce(sum(events), 0)      AS events,
                       count(DISTINCT company_id)    AS companies,
                       sum(quality_sum)              AS quality_sum,
                       coalesce(sum(early), 0)       AS early,
                       coalesce(sum(late), 0)        AS late,
                       min(first_event_at)           AS first_event_at,
                       max(last_event_at)            AS last_event_at
                FROM parts
                GROUP BY GROUPING SETS ((business_context, event_type), (business_context), ())
            ), keyed AS (
                SELECT *,
                       max(events) FILTER (WHERE all_types = 1)
                           OVER (PARTITION BY all_contexts, business_context) AS context_events,
                       max(events) OVER ()                                    AS all_events,
                       %s                                                     AS sort_key
                FROM grouped
            ), ranked AS (
                SELECT * FROM (
                    SELECT *, row_number() OVER (PARTITION BY all_types ORDER BY sort_key DESC NULLS LAST, event_type,
                                                 business_context) AS place
                    FROM keyed) placed
                WHERE :top = 0 OR all_types = 1 OR place <= :top
            )
            SELECT CASE WHEN all_types = 0 THEN 'DETAIL' WHEN all_contexts = 0 THEN 'GROUP' ELSE 'TOTAL' END AS level,
                   lines,
                   business_context,
                   event_type,
                   events,
                   events / nullif(all_events, 0)      AS share,
                   companies,
                   quality_sum / nullif(events, 0)     AS quality,
                   (late - early) / nullif(early, 0)   AS trend,
                   first_event_at,
                   last_event_at
            FROM ranked
            ORDER BY all_contexts, context_events DESC, business_context, all_types, sort_key DESC NULLS LAST, event_type
            """
                        .formatted(choice.sort().key());
    }

    @Override
    public int rowsPerPage() {
        return 26;
    }

    @Override
    public Front front(Snapshot snapshot, Request.Choice choice, Language language) {
        Printed printed = new Printed(language);
        Overview overview = Overview.of(snapshot);
        RollupCharts charts = new RollupCharts(snapshot, overview, language);
        return new Front(
                "",
                overview.isEmpty(),
                choice.top() == 0 ? overview.eventTypes() : Math.min(choice.top(), overview.eventTypes()),
                List.of(
                        overview.eventsFigure(printed),
                        overview.typesFigure(printed),
                        overview.companiesFigure(printed),
                        overview.qualityFigure(printed),
                        overview.activityFigure(printed)),
                overview.isEmpty() ? List.of() : List.of(charts.activity(), charts.leadingTypes()));
    }
}
