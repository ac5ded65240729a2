package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Waiting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row F21 with clocks that are really wrong: those of whole processes, S3 client and all, that jump while they run. S3
 * servers believe a clock that is wrong by a quarter of an hour at most.
 */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class ClockFaultsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final List<Duration> NOT_BELIEVED =
            List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(3652), Duration.ofDays(-3652));

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    private Bed bed;
    private FakeClock clock;

    ClockFaultsIT(Lab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void begin(TestInfo test) {
        bed = lab.bed(test.getTestMethod().orElseThrow().getName().substring(0, 20));
        clock = new FakeClock(bed.folder());
    }

    @AfterEach
    void end() {
        bed.close();
    }

    @Test
    void a_collector_that_storage_does_not_believe_takes_nothing_and_goes_on_when_its_clock_is_right()
            throws Exception {
        try (ChildJvm pipeline = bed.pipelineForever().now();
                CollectorChild collector = CollectorChild.of(clock.seenBy(bed.collector()));
                Senders senders = new Senders(bed.folder(), seed.value(), () -> collector)) {
            senders.begin(1);
            awaitSwept();
            for (Duration wrongBy : NOT_BELIEVED) {
                clock.set(wrongBy);
                awaitRefusal(senders);
                clock.set(Duration.ZERO);
                senders.awaitAnswered(50);
            }
            senders.end();
            // The sweep is done for today: looks have to find it.
            bed.awaitAllLoaded(PATIENCE);

            assertThat(senders.statuses()).containsExactly(200, 503);
            assertThat(pipeline.isAlive()).isTrue();
            Checker.assertHolds(bed, senders.history(), seed.toString());
        }
    }

    @Test
    void a_pipeline_that_storage_does_not_believe_goes_on_when_its_clock_is_right() throws Exception {
        try (HealthyDoor door = bed.door();
                Senders senders = new Senders(bed.folder(), seed.value(), () -> door);
                ChildJvm pipeline = clock.seenBy(bed.pipelineForever()).now()) {
            senders.begin(1);
            for (Duration wrongBy : NOT_BELIEVED) {
                bed.awaitLoads(5);
                clock.set(wrongBy);
                Waiting.until(PATIENCE, "segments that wait, " + seed, bed::backlog, keys -> keys.size() > 20);
                clock.set(Duration.ZERO);
            }
            senders.end();
            bed.awaitAllLoaded(PATIENCE);

            assertThat(pipeline.isAlive()).isTrue();
            Checker.assertHolds(bed, senders.history(), seed.toString());
        }
    }

    @Test
    void clocks_that_jump_by_minutes_are_believed_and_no_living_run_is_taken_for_dead() throws Exception {
        try (CollectorChild collector = CollectorChild.of(clock.seenBy(bed.collector()));
                Senders senders = new Senders(bed.folder(), seed.value(), () -> collector);
                ChildJvm wrong = clock.seenBy(patient(bed.pipelineForever())).now();
                ChildJvm right = patient(bed.pipelineForever()).now()) {
            senders.begin(1);
            awaitSwept();
            for (Duration wrongBy : List.of(TEN_MINUTES, TEN_MINUTES.negated(), TEN_MINUTES, Duration.ZERO)) {
                clock.set(wrongBy);
                senders.awaitAnswered(50);
                bed.awaitLoads(5);
            }
            senders.end();
            bed.awaitAllLoaded(PATIENCE);

            assertThat(senders.statuses()).containsExactly(200);
            assertThat(List.of(wrong, right)).allMatch(ChildJvm::isAlive);
            for (ChildJvm pipeline : List.of(wrong, right)) {
                assertThat(pipeline.says()).isEqualTo("started");
                assertThat(pipeline.says()).endsWith(" COMPLETED");
            }
            Checker.assertHolds(bed, senders.history(), seed.toString());
        }
        assertThat(bed.sql().rows("SELECT run_id FROM job_runs WHERE status IN ('FAILED', 'ABANDONED')"))
                .isEmpty();
    }

    /** The lease is shorter than clocks are wrong by, and longer than a busy machine is silent. */
    private static ChildJvm.Start patient(ChildJvm.Start pipeline) {
        return pipeline.setting(Setting.JOB_LEASE, "PT2M");
    }

    private void awaitRefusal(Senders senders) {
        Workload packages = new Workload("refused", seed.value(), 0);
        Waiting.until(PATIENCE, "a refusal, " + seed, () -> status(senders, packages.next()), status -> status == 503);
    }

    private static int status(Senders senders, List<String> events) {
        try {
            return senders.post(events).status();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    private void awaitSwept() {
        Waiting.until(
                PATIENCE,
                "the first sweep, " + seed,
                () -> bed.sql().rows("SELECT 1 FROM discovery WHERE swept_at IS NOT NULL"),
                swept -> !swept.isEmpty());
    }
}
