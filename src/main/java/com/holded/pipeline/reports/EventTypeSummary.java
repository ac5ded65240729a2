package com.holded.pipeline.reports;

import java.util.List;

/** Per event type: events, companies, quality, first and last occurrence; in groups by business context. */
final class EventTypeSummary implements Definition {
    @Override
    public String name() {
        return "event-type-summary";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.text("event_type"),
                Column.text("business_context"),
                Column.count("events"),
                Column.share("share"),
                Column.count("companies"),
                Column.score("quality"),
                Column.instant("first_event_at"),
                Column.instant("last_event_at"));
    }

    @Override
    public String rows() {
        return """
            , grouped AS (
                SELECT business_context,
                       event_type,
                       grouping(business_context)    AS all_contexts,
                       grouping(event_type)          AS all_types,
                       count(DISTINCT event_type)    AS lines,
                       coalesce(sum(events), 0)      AS events,
                       count(DISTINCT company_id)    AS companies,
                       sum(quality_sum)              AS quality_sum,
                       min(first_event_at)           AS first_event_at,
                       max(last_event_at)            AS last_event_at
                FROM chosen
                GROUP BY GROUPING SETS ((business_context, event_type), (business_context), ())
            ), ranked AS (
                SELECT *,
                       max(events) FILTER (WHERE all_types = 1)
                           OVER (PARTITION BY all_contexts, business_context) AS context_events,
                       max(events) OVER ()                                    AS all_events
                FROM grouped
            )
            SELECT CASE WHEN all_types = 0 THEN 'DETAIL' WHEN all_contexts = 0 THEN 'GROUP' ELSE 'TOTAL' END AS level,
                   lines,
                   business_context,
                   event_type,
                   events,
                   events / nullif(all_events, 0)      AS share,
                   companies,
                   quality_sum / nullif(events, 0)     AS quality,
                   first_event_at,
                   last_event_at
            FROM ranked
            ORDER BY all_contexts, context_events DESC, business_context, all_types, events DESC, event_type
            """;
    }

    @Override
    public long leastRows(Overview overview) {
        return overview.eventTypes();
    }

    @Override
    public int rowsPerPage() {
        return 26;
    }

    @Override
    public Chart chart(Snapshot snapshot, Overview overview, Language language) {
        return snapshot.leadingTypes(language);
    }
}
