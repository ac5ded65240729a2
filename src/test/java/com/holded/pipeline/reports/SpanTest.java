package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.SegmentId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    @ParameterizedTest
    @CsvSource({
        "2026-11-16, 2026-11-22, 2026-11-09, 2026-11-15",
        "2026-11-01, 2026-11-30, 2026-09-27, 2026-10-26",
        "2026-11-22, 2026-11-22, 2026-11-15, 2026-11-15"
    })
    void is_compared_with_the_same_weekdays_before(
            LocalDate first, LocalDate last, LocalDate previousFirst, LocalDate previousLast) {
        assertThat(new Span(first, last).previous()).isEqualTo(new Span(previousFirst, previousLast));
    }

    @Test
    void halves_are_of_equal_length_and_leave_out_the_day_in_the_middle() {
        Map<String, Object> five = new Span(TODAY, TODAY.plusDays(4)).values(Filters.NONE, TODAY);
        Map<String, Object> four = new Span(TODAY, TODAY.plusDays(3)).values(Filters.NONE, TODAY);

        assertThat(five).containsEntry("early_end", TODAY.plusDays(2)).containsEntry("late_start", TODAY.plusDays(3));
        assertThat(four).containsEntry("early_end", TODAY.plusDays(2)).containsEntry("late_start", TODAY.plusDays(2));
    }

    @Test
    void days_of_receipt_begin_at_midnight_in_madrid_also_before_there_were_any() {
        Days days = new Days(LocalDate.of(1970, 1, 1), LocalDate.of(2026, 7, 1));
        Map<String, Object> values = new Span(days.from(), days.to()).values(new Filters(days, "", "", ""), TODAY);

        Instant end = Instant.parse("2026-07-01T22:00:00Z");
        assertThat(values)
                .containsEntry(
                        "end_id",
                        EventId.of(new SegmentId(end.toEpochMilli(), 0), 0).value())
                .containsEntry("from_segment", new SegmentId(0, 0).toString());
    }
}
