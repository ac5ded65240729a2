package com.holded.pipeline.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant BEGIN = Instant.parse("2026-03-05T10:00:00Z");

    @Test
    void what_is_left_is_judged_by_the_bytes_of_the_segments() {
        Pace pace = Pace.of(run(RunStatus.STARTED, 5_000, 1_000, 2_000, 1_000));

        assertThat(pace).isEqualTo(new Pace(500, Optional.of(10_000L), Optional.of(Duration.ofSeconds(20))));
    }

    @Test
    void nothing_is_guessed_before_something_is_done_and_after_the_end() {
        assertThat(Pace.of(run(RunStatus.STARTED, 0, 0, 2_000, 0)))
                .isEqualTo(new Pace(0, Optional.empty(), Optional.empty()));
        assertThat(Pace.of(run(RunStatus.STOPPED, 5_000, 1_000, 2_000, 1_000)))
                .isEqualTo(new Pace(500, Optional.empty(), Optional.empty()));
    }

    @Test
    void a_run_that_has_just_begun_has_no_endless_rate() {
        Run begun = new Run(
                1,
                "j",
                RunParameters.ALL,
                RunStatus.STARTING,
                "it",
                BEGIN,
                BEGIN,
                0,
                0,
                0,
                new RunProgress(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, RunProgress.Waiting.NONE),
                new TreeMap<>(),
                "");

        assertThat(Pace.of(begun).eventsPerSecond()).isZero();
    }

    /** Ten seconds after its begin. */
    private static Run run(RunStatus status, long events, long bytesDone, long bytes, long waitingBytes) {
        return new Run(
                1,
                "j",
                RunParameters.ALL,
                status,
                "it",
                BEGIN,
                BEGIN.plusSeconds(10),
                status.alive() ? 0 : BEGIN.plusSeconds(10).toEpochMilli(),
                0,
                0,
                new RunProgress(
                        2, 1, 0, events, events, 0, 0, 0, bytes, bytesDone, new RunProgress.Waiting(1, waitingBytes)),
                new TreeMap<>(),
                "");
    }
}
