package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.pipeline.PlainProcessing;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.History;
import com.holded.pipeline.testing.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows F4, F5, F19, F20, F21, F30 and F31: runs that meet, sleep, wake up, are stopped or die. */
@ExtendWith(Lab.Shared.class)
class RunFaultsIT {
    private static final Duration LONGEST_RUN = Duration.ofMinutes(3);
    private static final String STATUSES = "SELECT status FROM job_runs ORDER BY run_id";

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    private Bed bed;
    private HealthyDoor door;
    private Senders senders;
    private FaultProxy proxy;

    RunFaultsIT(Lab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void begin(TestInfo test) {
        bed = lab.bed(test.getTestMethod().orElseThrow().getName().substring(0, 20));
        door = bed.door();
        senders = new Senders(bed.folder(), seed.value(), () -> door);
        proxy = FaultProxy.http(lab.s3().endpoint().getPort());
    }

    @AfterEach
    void end() {
        proxy.close();
        senders.close();
        door.close();
        bed.close();
    }

    @Test
    @Tag("faults")
    void a_run_that_slept_past_its_lease_changes_nothing_when_it_wakes_up() throws Exception {
        senders.send(10);
        Fault.Gate gate = holdBeforeTheLoad();
        try (ChildJvm zombie = throughProxy().now()) {
            gate.awaitReached(LONGEST_RUN);
            Signals.freeze(zombie.process());
            assertThat(bed.pipeline().now().awaitExit(LONGEST_RUN)).isZero();
            List<String> rows = rows();

            gate.open();
            Signals.thaw(zombie.process());

            assertThat(zombie.awaitExit(LONGEST_RUN)).as("the zombie's run").isEqualTo(1);
            assertThat(rows()).isEqualTo(rows);
        }
        assertThat(bed.sql().rows(STATUSES)).containsExactly("ABANDONED", "COMPLETED");
        Checker.assertHolds(bed, senders.history(), seed.toString());
    }

    @Test
    @Tag("faults")
    void clocks_that_are_wrong_by_hours_and_years_lose_and_double_nothing() throws Exception {
        List<History.Operation> all = new ArrayList<>();
        for (String skew : List.of("PT1H", "PT-1H", "PT87600H", "PT-87600H", "PT-3S", "PT1S")) {
            Path folder = Files.createDirectories(bed.folder().resolve("skew" + skew));
            try (CollectorChild skewed =
                            CollectorChild.of(bed.collector().option("-D" + CollectorMain.SKEW + "=" + skew));
                    Senders theirs = new Senders(folder, seed.value(), () -> skewed)) {
                theirs.send(3);
                all.addAll(theirs.history());
            }
        }
        assertThat(bed.pipeline().now().awaitExit(LONGEST_RUN)).isZero();
        senders.send(3);
        all.addAll(senders.history());

        assertThat(bed.pipeline().now().awaitExit(LONGEST_RUN))
                .as("a run over what came after segments of the future")
                .isZero();

        Checker.assertHolds(bed, all, seed.toString());
    }

    @Test
    @Tag("faults")
    void a_run_after_a_death_between_commit_and_status_changes_no_row() throws Exception {
        senders.send(5);
        assertThat(bed.pipeline().dyingAt(Failpoint.BEFORE_RUN_END, 1).now().awaitExit(LONGEST_RUN))
                .isEqualTo(ChildJvm.KILLED);
        List<String> rows = rows();

        assertThat(bed.pipeline().now().awaitExit(LONGEST_RUN)).isZero();

        assertThat(rows()).isEqualTo(rows);
        assertThat(bed.sql().rows(STATUSES)).containsExactly("ABANDONED", "COMPLETED");
        Checker.assertHolds(bed, senders.history(), seed.toString());
    }

    @Test
    @Tag("faults")
    void an_orphan_of_a_death_before_the_commit_is_written_again_with_the_same_bytes() throws Exception {
        senders.send(5);
        assertThat(bed.pipeline().dyingAt(Failpoint.LOAD_MARKED, 1).now().awaitExit(LONGEST_RUN))
                .isEqualTo(ChildJvm.KILLED);
        Bucket bucket = new Bucket(bed.store());
        List<String> orphans = bucket.keys(Keys.ENRICHED);
        List<byte[]> before = orphans.stream().map(bed.store()::read).toList();
        String stranger = orphans.get(0).replaceFirst("-p[^/]*$", "-p0-r0-stranger.ndjson.zst");
        bed.store().put(new NewObject(stranger, new byte[] {1, 2, 3}, "application/zstd"));

        assertThat(bed.pipeline().now().awaitExit(LONGEST_RUN)).isZero();

        assertThat(before).isNotEmpty();
        assertThat(orphans.stream().map(bed.store()::read).toList())
                .usingRecursiveComparison()
                .isEqualTo(before);
        assertThat(bed.sql().rows("SELECT count(*) FROM raw_segments WHERE enriched_key = ?", stranger))
                .containsExactly("0");
        Checker.assertHolds(bed, senders.history(), seed.toString());
    }

    @Test
    @Tag("faults")
    void of_two_replicas_that_start_at_once_one_runs_and_each_event_counts_once() throws Exception {
        int rounds = 25;
        CyclicBarrier barrier = new CyclicBarrier(2);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (PlainProcessing one = PlainProcessing.open(bed.settings(), List.of());
                PlainProcessing other = PlainProcessing.open(bed.settings(), List.of())) {
            for (int round = 0; round < rounds; round++) {
                senders.send(2);
                List<Future<Boolean>> runs = new ArrayList<>();
                for (PlainProcessing replica : List.of(one, other)) {
                    runs.add(pool.submit(() -> {
                        barrier.await();
                        return replica.run("replica").isPresent();
                    }));
                }
                boolean any = false;
                for (Future<Boolean> run : runs) {
                    any |= run.get();
                }
                assertThat(any).as("round " + round + ", " + seed).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(bed.sql().rows("SELECT DISTINCT status FROM job_runs")).containsExactly("COMPLETED");
        assertThat(bed.sql()
                        .rows("SELECT a.run_id, b.run_id FROM job_runs a JOIN job_runs b ON a.run_id < b.run_id"
                                + " AND b.started_at < a.ended_at"))
                .as("runs that were alive at the same time")
                .isEmpty();
        Checker.assertHolds(bed, senders.history(), seed.toString());
    }

    @Test
    @Tag("faults")
    void a_run_that_is_stopped_twice_stops_and_the_next_one_does_what_it_left() throws Exception {
        senders.send(5);
        Fault.Gate gate = holdBeforeTheLoad();
        try (ChildJvm running = throughProxy().now()) {
            gate.awaitReached(LONGEST_RUN);
            Runs runs = new Runs(lab.source(bed.name()), Duration.ofSeconds(1));
            assertThat(runs.stopping(1)).isTrue();
            assertThat(runs.stopping(1)).as("a stop during a stop").isTrue();
            gate.open();
            running.awaitExit(LONGEST_RUN);

            assertThat(runs.find(1).orElseThrow().status()).isEqualTo(RunStatus.STOPPED);
            assertThat(runs.stopping(1)).as("a stop after the stop").isFalse();
        }
        assertThat(bed.pipeline().now().awaitExit(LONGEST_RUN)).isZero();
        assertThat(bed.pipeline().now().awaitExit(LONGEST_RUN))
                .as("a second restart")
                .isZero();
        Checker.assertHolds(bed, senders.history(), seed.toString());
    }

    private Fault.Gate holdBeforeTheLoad() {
        Fault.Gate gate = new Fault.Gate();
        proxy.breakWith(Fault.hold(gate).of("PUT", "/events/").onTheWayUp());
        return gate;
    }

    private ChildJvm.Start throughProxy() {
        return Scenarios.through(proxy, bed.pipeline());
    }

    private List<String> rows() {
        return bed.sql()
                .rows("SELECT 'e', event_id, xmin FROM business_events UNION ALL"
                        + " SELECT 'd', event_id, xmin FROM dead_letters UNION ALL"
                        + " SELECT 'u', event_id, xmin FROM duplicate_events ORDER BY 1, 2");
    }
}
