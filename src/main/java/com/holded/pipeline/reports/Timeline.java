package com.holded.pipeline.reports;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final List<Chart.Key> parts;
    private final TreeMap<LocalDate, Map<Chart.Key, Long>> bars = new TreeMap<>();

    /** @param parts of each bar, in the order in which they are drawn */
    Timeline(Granularity granularity, Span span, List<Chart.Key> parts, Language language) {
        this.granularity = granularity;
        this.language = language;
        this.parts = List.copyOf(parts);
        LocalDate start = granularity.start(span.first());
        for (int bar = 0; bar < MOST_BARS && !start.isAfter(span.last()); bar++) {
            bars.put(start, new HashMap<>());
            start = granularity.next(start);
        }
        if (!start.isAfter(span.last())) {
            bars.clear();
        }
    }

    void add(LocalDate start, Chart.Key part, long events) {
        bars.computeIfAbsent(start, unseen -> new HashMap<>()).merge(part, events, Long::sum);
    }

    Chart chart(String title) {
        DateTimeFormatter labels = granularity.label(language);
        int labelEvery = (bars.size() + MOST_LABELS - 1) / MOST_LABELS;
        List<Chart.Point> points = new ArrayList<>();
        int order = 0;
        for (Map.Entry<LocalDate, Map<Chart.Key, Long>> bar : bars.entrySet()) {
            String label = order % labelEvery == 0 ? labels.format(bar.getKey()) : "";
            Chart.Key key = Chart.Key.bar(order++, label);
            for (Chart.Key part : parts) {
                points.add(new Chart.Point(part, key, bar.getValue().getOrDefault(part, 0L)));
            }
        }
        return new Chart(title, points);
    }
}
