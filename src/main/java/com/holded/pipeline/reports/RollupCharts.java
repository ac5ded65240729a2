package com.holded.pipeline.reports;

import com.holded.pipeline.event.BusinessContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Charts of the part of the rollup that a report is about. */
final class RollupCharts {
    private static final String LEADING_TYPES = Definition.CHOSEN
            + """
            SELECT event_type AS name, business_context, sum(events)::bigint AS events FROM chosen
            GROUP BY event_type, business_context ORDER BY 3 DESC, 1 LIMIT 10
            """;

    private final Snapshot snapshot;
    private final Language language;
    private final Map<BusinessContext, Chart.Key> contexts = new EnumMap<>(BusinessContext.class);

    RollupCharts(Snapshot snapshot, Language language) {
        this.snapshot = snapshot;
        this.language = language;
        for (BusinessContext context : BusinessContext.values()) {
            contexts.put(context, Chart.Key.part(context, language));
        }
    }

    private record Bar(String name, String context, long events) {}

    /** Events over time by context: a bar for each day, week, month or year of the period, without gaps. */
    Chart activity() {
        Granularity granularity = Granularity.of(snapshot.span());
        String sql = Definition.CHOSEN
                + "SELECT date_trunc('" + granularity.field() + "', business_day::timestamp)::date AS start,"
                + " business_context, sum(events)::bigint AS events FROM chosen GROUP BY 1, 2";
        Timeline timeline = new Timeline(granularity, snapshot.span(), List.copyOf(contexts.values()), language);
        record Sum(LocalDate start, String context, long events) {}
        snapshot.list(
                        sql,
                        row -> new Sum(
                                row.getObject("start", LocalDate.class),
                                row.getString("business_context"),
                                row.getLong("events")))
                .forEach(sum -> timeline.add(sum.start(), part(sum.context()), sum.events()));
        return timeline.chart(language.text("chart.activity." + granularity.field()));
    }

    /** The event types with most events, each in the colour of its context. */
    Chart leadingTypes() {
        return bars("chart.types", LEADING_TYPES, name -> EventTypeName.of(name).brief());
    }

    /** The companies with most events, in parts by context. */
    Chart leadingCompanies(int count) {
        String sql = Definition.CHOSEN.stripTrailing()
                + """
            , first AS (
                SELECT company_id, sum(events) AS all_events FROM chosen GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %d
            )
            SELECT company_id AS name, business_context, sum(events)::bigint AS events
            FROM chosen JOIN first USING (company_id)
            GROUP BY 1, 2, all_events ORDER BY all_events DESC, 1
            """
                        .formatted(count);
        return bars("chart.companies", sql, EventTypeName::shortened);
    }

    private Chart bars(String title, String sql, UnaryOperator<String> label) {
        List<Bar> rows = snapshot.list(
                sql, row -> new Bar(row.getString("name"), row.getString("business_context"), row.getLong("events")));
        Map<String, Map<Chart.Key, Long>> bars = new LinkedHashMap<>();
        rows.forEach(row -> bars.computeIfAbsent(row.name(), unseen -> new HashMap<>())
                .merge(part(row.context()), row.events(), Long::sum));
        List<Chart.Point> points = new ArrayList<>();
        int order = 0;
        for (Map.Entry<String, Map<Chart.Key, Long>> bar : bars.entrySet()) {
            Chart.Key key = Chart.Key.bar(order++, Glyphs.chartable(label.apply(bar.getKey())));
            // All parts of every bar, since the first bar decides in which order parts are drawn.
            contexts.values()
                    .forEach(part ->
                            points.add(new Chart.Point(part, key, bar.getValue().getOrDefault(part, 0L))));
        }
        return new Chart(language.text(title), points);
    }

    private Chart.Key part(String context) {
        return Objects.requireNonNull(contexts.get(BusinessContext.of(context).orElse(BusinessContext.OTHER)));
    }
}
