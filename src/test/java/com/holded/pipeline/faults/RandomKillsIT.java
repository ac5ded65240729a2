package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows F1, F3, F31 and the case of issue 5: SIGKILL at instants that a seed chooses, while producers send. */
@ExtendWith(Lab.Shared.class)
class RandomKillsIT {
    private static final Duration HEALED = Duration.ofMinutes(3);
    private static final int SENDERS = 4;
    /** At full speed four senders make tens of thousands of objects, all of which the check reads. */
    private static final Duration BETWEEN_PACKAGES = Duration.ofMillis(50);

    private static final int FILE = 5_000;
    private static final int OF_A_PACKAGE = 100;

    private final Lab lab;
    private final Seed seed = Seed.of(this);
    private final Random random = seed.random();

    RandomKillsIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    void a_few_random_kills_lose_and_double_nothing() throws Exception {
        killAtRandom("random-few", 4);
    }

    @Test
    @Tag("faults")
    void fifty_random_kills_lose_and_double_nothing() throws Exception {
        killAtRandom("random-fifty", 50);
    }

    private void killAtRandom(String name, int kills) throws Exception {
        AtomicReference<CollectorChild> collector = new AtomicReference<>();
        AtomicReference<ChildJvm> pipeline = new AtomicReference<>();
        try (Bed bed = lab.bed(name);
                Senders senders = new Senders(bed.folder(), seed.value(), collector::get).pausing(BETWEEN_PACKAGES)) {
            collector.set(CollectorChild.of(bed.collector()));
            pipeline.set(bed.pipelineForever().now());
            senders.begin(SENDERS);
            for (int kill = 0; kill < kills; kill++) {
                pause(200, 2_000);
                if (random.nextBoolean()) {
                    collector.get().child().kill();
                    collector.set(CollectorChild.of(bed.collector()));
                    senders.awaitAnswered(1);
                } else {
                    pipeline.get().kill();
                    pipeline.set(bed.pipelineForever().now());
                }
                List<Breach> meanwhile = new ArrayList<>();
                AnalyticsCheck.rows(bed.sql(), meanwhile);
                assertThat(meanwhile).as("after kill " + kill + ", " + seed).isEmpty();
            }
            senders.end();
            bed.awaitAllLoaded(HEALED);
            Checker.assertHolds(bed, senders.history(), kills + " kills, " + seed);
            assertThat(bed.sql().rows("SELECT count(*) FROM job_runs WHERE status IN ('STARTING', 'STARTED')"))
                    .as("runs that were killed are shown as abandoned, all but the one that is alive")
                    .isSubsetOf("0", "1");
        } finally {
            close(collector.get());
            close(pipeline.get());
        }
    }

    @Test
    @Tag("faults")
    void the_same_file_three_times_under_kills_counts_once() throws Exception {
        List<ChildJvm> loaders = new ArrayList<>();
        try (Bed bed = lab.bed("same-file");
                HealthyDoor door = bed.door();
                Senders senders = new Senders(bed.folder(), seed.value(), () -> door)) {
            ChildJvm.Start loader = bed.pipelineForever().setting(Setting.JOB_PARALLELISM, "4");
            loaders.add(loader.now());
            loaders.add(loader.now());
            List<List<String>> file = file();
            for (int time = 0; time < 3; time++) {
                senders.deliver(file);
                for (int kill = 0; kill < 2; kill++) {
                    pause(1_000, 3_000);
                    int victim = random.nextInt(loaders.size());
                    loaders.get(victim).kill();
                    loaders.set(victim, loader.now());
                }
            }
            bed.awaitAllLoaded(HEALED);

            Checker.assertHolds(bed, senders.history(), seed.toString());
            assertThat(bed.sql().rows("SELECT count(*), count(DISTINCT (company_id, message_id)) FROM business_events"))
                    .containsExactly(FILE + "|" + FILE);
            assertThat(bed.sql()
                            .rows("SELECT sum(events), sum(loaded), sum(duplicates), sum(events - loaded - duplicates"
                                    + " - conflicts - dead_letters) AS residual FROM raw_segments"))
                    .containsExactly(3 * FILE + "|" + FILE + "|" + 2 * FILE + "|0");
        } finally {
            loaders.forEach(ChildJvm::close);
        }
    }

    /** Packages of the file, no two events of which are the same message. */
    private static List<List<String>> file() {
        return IntStream.range(0, FILE / OF_A_PACKAGE)
                .mapToObj(number -> IntStream.range(number * OF_A_PACKAGE, (number + 1) * OF_A_PACKAGE)
                        .mapToObj(message -> "{\"event_id\":\"m-" + message + "\",\"event_type\":\"FILE_" + message % 7
                                + "\",\"company_id\":\"company_" + message % 11 + "\",\"user_id\":\"u\",\"timestamp\":"
                                + (1_772_705_555_000L + message * 60_000L) + ",\"amount\":" + message + ".01}")
                        .toList())
                .toList();
    }

    /** The instants of the kills are what the test is about; nothing is hoped to be done by then. */
    private void pause(int leastMillis, int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(leastMillis + random.nextInt(mostMillis - leastMillis)));
    }

    private static void close(AutoCloseable child) throws Exception {
        if (child != null) {
            child.close();
        }
    }
}
