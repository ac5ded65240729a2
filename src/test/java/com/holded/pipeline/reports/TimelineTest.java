package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.BusinessContext;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 2);
    private static final Chart.Key FINANCIAL = Chart.Key.part(BusinessContext.FINANCIAL, Language.EN);
    private static final Chart.Key OTHER = Chart.Key.part(BusinessContext.OTHER, Language.EN);
    private static final List<Chart.Key> PARTS = List.of(FINANCIAL, OTHER);

    @Test
    void shows_days_without_events_as_empty_bars() {
        Timeline timeline = new Timeline(Granularity.DAY, new Span(MONDAY, MONDAY.plusDays(2)), PARTS, Language.ES);
        timeline.add(MONDAY, FINANCIAL, 5);
        timeline.add(MONDAY.plusDays(2), OTHER, 7);

        List<Long> bars = timeline.chart("").points().stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        point -> point.bar().order(),
                        java.util.TreeMap::new,
                        java.util.stream.Collectors.summingLong(
                                point -> point.value().longValueExact())))
                .values()
                .stream()
                .toList();

        assertThat(bars).containsExactly(5L, 0L, 7L);
    }

    @Test
    void grows_coarser_with_the_period() {
        assertThat(Granularity.of(new Span(MONDAY, MONDAY.plusDays(44)))).isEqualTo(Granularity.DAY);
        assertThat(Granularity.of(new Span(MONDAY, MONDAY.plusDays(45)))).isEqualTo(Granularity.WEEK);
        assertThat(Granularity.of(new Span(MONDAY, MONDAY.plusYears(1)))).isEqualTo(Granularity.MONTH);
        assertThat(Granularity.of(new Span(MONDAY, MONDAY.plusYears(50)))).isEqualTo(Granularity.YEAR);
    }

    @Test
    void one_event_with_an_absurd_time_does_not_make_thousands_of_bars() {
        LocalDate absurd = LocalDate.of(9_000, 1, 1);
        Timeline timeline = new Timeline(Granularity.YEAR, new Span(MONDAY, absurd), PARTS, Language.EN);
        timeline.add(LocalDate.of(2026, 1, 1), FINANCIAL, 1);
        timeline.add(absurd, FINANCIAL, 1);

        assertThat(timeline.chart("").points().stream().map(Chart.Point::bar).distinct())
                .hasSize(2);
    }
}
