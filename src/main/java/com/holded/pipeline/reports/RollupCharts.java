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
    /** Days first: what a bar begins with is then asked once a day, and not once a line. */
    private static final String ACTIVITY =
            """
            , daily AS (
                SELECT first_day, business_context, sum(events) AS events FROM chosen GROUP BY first_day, business_context
            )
            SELECT date_trunc('%s', first_day::timestamp)::date AS start, business_context, sum(events)::bigint AS events
            FROM daily GROUP BY 1, 2
            """;

    private final Snapshot snapshot;
    private final Overview overview;
    private final Language language;
    private final Map<BusinessContext, Chart.Key> contexts = new EnumMap<>(BusinessContext.class);

    RollupCharts(Snapshot snapshot, Overview overview, Language language) {
        this.snapshot = snapshot;
        this.overview = overview;
        this.language = language;
        for (BusinessContext context : BusinessContext.values()) {
            contexts.put(context, Chart.Key.part(context, language));
        }
    }

    /** Events over time by context: a bar for each day, week, month or year of the period, without gaps. */
    Chart activity() {
        Granularity granularity = Granularity.of(snapshot.span());
        Timeline timeline = new Timeline(granularity, snapshot.span(), List.copyOf(contexts.values()), language);
        record Sum(LocalDate start, String context, long events) {}
        snapshot.list(
                        granularity.lines().stripTrailing() + ACTIVITY.formatted(granularity.field()),
                        row -> new Sum(
                                row.getObject("start", LocalDate.class),
                                row.getString("business_context"),
                                row.getLong("events")))
                .forEach(sum -> timeline.add(sum.start(), part(sum.context()), sum.events()));
        return timeline.chart(language.text("chart.activity." + granularity.field()));
    }

    /** The event types with most events, each in the colour of its context. */
    Chart leadingTypes() {
        return bars("chart.types", overview.leadingTypes(), name -> EventTypeName.of(name)
                .brief());
    }

    /** The companies with most events, in parts by context. */
    Chart leadingCompanies() {
        return bars("chart.companies", overview.leadingCompanies(), EventTypeName::shortened);
    }

    private Chart bars(String title, List<Overview.Part> parts, UnaryOperator<String> label) {
        Map<String, Map<Chart.Key, Long>> bars = new LinkedHashMap<>();
        parts.forEach(part -> bars.computeIfAbsent(part.name(), unseen -> new HashMap<>())
                .merge(part(part.context()), part.events(), Long::sum));
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
