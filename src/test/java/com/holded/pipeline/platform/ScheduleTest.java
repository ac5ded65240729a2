package com.holded.pipeline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In 2026 the clocks of Madrid go forward on 29 March, from 2:00 to 3:00, and back on 25 October, from 3:00 to 2:00. */
class ScheduleTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

    @Test
    void a_duration_is_a_pause_and_zero_is_no_schedule() {
        assertThat(Schedule.of("PT2S", MADRID)).isEqualTo(new Schedule.Every(Duration.ofSeconds(2)));
        assertThat(Schedule.of("PT0S", MADRID)).isEqualTo(new Schedule.Off());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10s",
                "-PT1S",
                "* * * *",
                "0 * * * * *",
                "60 * * * *",
                "0 25 * * *",
                "0 0 31 2 *",
                "*/0 * * * *",
                "5-1 * * * *",
                "*-5 * * * *",
                "1/2/3 * * * *",
                "1, * * * *",
                "0 0 * XYZ *",
                "0  * * * MONDAY"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> Schedule.of(text, MADRID)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "30 2 * * MON-FRI, 2026-03-05T02:29:59.9+01:00, 2026-03-05T02:30+01:00",
        "30 2 * * MON-FRI, 2026-03-05T02:30:00+01:00, 2026-03-06T02:30+01:00",
        "30 2 * * MON-FRI, 2026-03-06T02:30:00+01:00, 2026-03-09T02:30+01:00",
        "0 0 29 FEB *, 2026-02-10T12:00:00+01:00, 2028-02-29T00:00+01:00",
        "0 0 13 * fri, 2026-03-07T12:00:00+01:00, 2026-03-13T00:00+01:00",
        "0 0 15 * fri, 2026-03-07T12:00:00+01:00, 2026-03-13T00:00+01:00",
        "5/20 0 1 1-3 *, 2026-02-01T00:25:00+01:00, 2026-02-01T00:45+01:00",
        "0 0 * * 7, 2026-03-07T12:00:00+01:00, 2026-03-08T00:00+01:00",
        "0 0 * * 0, 2026-03-07T12:00:00+01:00, 2026-03-08T00:00+01:00",
        "0 9-17/4 * * *, 2026-07-01T10:00:00+02:00, 2026-07-01T13:00+02:00",
        "*/15 * * * *, 2026-07-01T10:01:00+02:00, 2026-07-01T10:15+02:00"
    })
    void the_next_time_is_strictly_later(String expression, OffsetDateTime now, OffsetDateTime next) {
        assertThat(next(expression, now.toInstant())).isEqualTo(next.toInstant());
    }

    @Test
    void a_time_that_the_clocks_leave_out_is_made_up_for_once() {
        assertThat(times("30 2 * * *", "2026-03-28T00:00:00+01:00", 3))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
        assertThat(times("0,20,40 2 * * *", "2026-03-29T00:00:00+01:00", 2))
                .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z");
    }

    @Test
    void a_time_that_comes_twice_counts_the_first_time() {
        assertThat(times("30 2 * * *", "2026-10-24T12:00:00+02:00", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        assertThat(times("30 2,3 * * *", "2026-10-25T02:10:00+02:00", 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z");
    }

    @Test
    void a_replica_that_starts_in_the_repeated_hour_does_not_repeat_it() {
        assertThat(times("30 2 * * *", "2026-10-25T02:10:00+01:00", 1)).containsExactly("2026-10-26T01:30:00Z");
        assertThat(times("0 3 * * *", "2026-10-25T02:10:00+01:00", 1)).containsExactly("2026-10-25T02:00:00Z");
    }

    @Test
    void every_hour_goes_by_the_hours_that_there_are() {
        assertThat(times("0 * * * *", "2026-03-29T00:30:00+01:00", 3))
                .containsExactly("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
        assertThat(times("*/30 * * * *", "2026-10-25T01:45:00+02:00", 6))
                .containsExactly(
                        "2026-10-25T00:00:00Z",
                        "2026-10-25T00:30:00Z",
                        "2026-10-25T01:00:00Z",
                        "2026-10-25T01:30:00Z",
                        "2026-10-25T02:00:00Z",
                        "2026-10-25T02:30:00Z");
    }

    @Test
    void a_zone_without_changes_has_none() {
        assertThat(new Schedule.Cron("30 2 * * *", ZoneId.of("UTC")).next(Instant.parse("2026-03-29T00:00:00Z")))
                .isEqualTo(Instant.parse("2026-03-29T02:30:00Z"));
    }

    private static List<String> times(String expression, String from, int count) {
        List<String> times = new ArrayList<>();
        Instant time = OffsetDateTime.parse(from).toInstant();
        while (times.size() < count) {
            time = next(expression, time);
            times.add(time.toString());
        }
        return times;
    }

    private static Instant next(String expression, Instant now) {
        return new Schedule.Cron(expression, MADRID).next(now);
    }
}
