package com.holded.pipeline.reports;

import com.holded.pipeline.event.BusinessContext;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Bars of a chart over time, with the empty ones that a query leaves out. */
final class Timeline {
    /** Beyond this many bars, empty ones are left out: one event with an absurd time must not flatten the rest. */
    private static final int MOST_BARS = 120;

    private static final int MOST_LABELS = 12;

    private final Granularity granularity;
    private final Language language;
    private final TreeMap<LocalDate, Map<BusinessContext, Long>> bars = new TreeMap<>();

    Timeline(Granularity granularity, LocalDate first, LocalDate last, Language language) {
        this.granularity = granularity;
        this.language = language;
        LocalDate start = granularity.start(first);
        for (int bar = 0; bar < MOST_BARS && !start.isAfter(last); bar++) {
            bars.put(start, new EnumMap<>(BusinessContext.class));
            start = granularity.next(start);
        }
        if (!start.isAfter(last)) {
            bars.clear();
        }
    }

    void add(LocalDate start, BusinessContext context, long events) {
        bars.computeIfAbsent(start, unseen -> new EnumMap<>(BusinessContext.class))
                .merge(context, events, Long::sum);
    }

    Chart chart() {
        DateTimeFormatter labels = DateTimeFormatter.ofPattern(granularity.labelPattern(), language.locale());
        int labelEvery = (bars.size() + MOST_LABELS - 1) / MOST_LABELS;
        List<Chart.Point> points = new ArrayList<>();
        int order = 0;
        for (Map.Entry<LocalDate, Map<BusinessContext, Long>> bar : bars.entrySet()) {
            String label = order % labelEvery == 0 ? labels.format(bar.getKey()) : "";
            Chart.Key key = Chart.Key.bar(order++, label);
            for (BusinessContext context : BusinessContext.values()) {
                long events = bar.getValue().getOrDefault(context, 0L);
                points.add(new Chart.Point(Chart.Key.part(context, language), key, events));
            }
        }
        return new Chart(language.text("chart.activity." + granularity.field()), points);
    }
}
