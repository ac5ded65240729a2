package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.History;
import com.holded.pipeline.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Row F36: no fault at all and full load, for as long as {@code -Dfaults.soak=PT10M} says. */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class SoakIT {
    private static final Logger LOG = LoggerFactory.getLogger(SoakIT.class);
    private static final Duration LENGTH = Duration.parse(System.getProperty("faults.soak", "PT10S"));
    private static final Duration LOADED = Duration.ofMinutes(3);
    private static final int SENDERS = 8;
    private static final int WARM = 5_000;
    private static final int BETWEEN_LOOKS = 1_000;
    /** What comes and goes: a connection that is being replaced, a thread of a pool. */
    private static final int SOME = 4;

    private static final long HEAP_LIMIT = 384L << 20;

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    SoakIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    void without_any_fault_nothing_is_lost_or_doubled_and_no_process_grows() throws Exception {
        try (Bed bed = lab.bed("soak");
                CollectorChild collector = CollectorChild.of(bed.collector());
                ChildJvm pipeline = bed.pipelineForever().now()) {
            List<History.Operation> history = new ArrayList<>(load(bed, collector, "warm", Duration.ZERO));
            List<Footprint> before = List.of(Footprint.of(collector.child()), Footprint.of(pipeline));

            history.addAll(load(bed, collector, "soak", LENGTH));

            List<Footprint> after = List.of(Footprint.of(collector.child()), Footprint.of(pipeline));
            LOG.info("at rest before the soak {}, and after it {}", before, after);
            Checker.assertHolds(bed, history, seed.toString());
            for (int process = 0; process < before.size(); process++) {
                assertNoMore(before.get(process), after.get(process));
            }
        }
    }

    /** Sends as fast as answers come, looks at the analytics meanwhile, and returns when all is loaded; what was sent. */
    private List<History.Operation> load(Bed bed, CollectorChild collector, String name, Duration length)
            throws Exception {
        Path folder = Files.createDirectories(bed.folder().resolve(name));
        try (Senders senders = new Senders(folder, seed.value(), () -> collector)) {
            long end = System.nanoTime() + length.toNanos();
            senders.begin(SENDERS);
            senders.awaitAnswered(WARM);
            while (System.nanoTime() - end < 0) {
                senders.awaitAnswered(BETWEEN_LOOKS);
                List<Breach> meanwhile = new ArrayList<>();
                AnalyticsCheck.rows(bed.sql(), meanwhile);
                assertThat(meanwhile).as("at any moment, " + seed).isEmpty();
            }
            senders.end();
            bed.awaitAllLoaded(LOADED);
            awaitRuns(bed);
            LOG.info("{}: {} events answered", name, senders.answered());
            assertThat(senders.statuses()).containsExactly(200);
            return senders.history();
        }
    }

    /** Until runs have found nothing to do, and so hold nothing of what there was. */
    private static void awaitRuns(Bed bed) {
        int before = runs(bed);
        Waiting.until(LOADED, "runs that find nothing", () -> runs(bed), now -> now > before + 1);
    }

    private static int runs(Bed bed) {
        return Integer.parseInt(bed.sql()
                .rows("SELECT count(*) FROM job_runs WHERE status = 'COMPLETED'")
                .get(0));
    }

    private static void assertNoMore(Footprint before, Footprint after) {
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(tenth(before.threads()) + SOME);
        assertThat(after.files()).as("open files").isLessThanOrEqualTo(tenth(before.files()) + SOME);
        assertThat(after.heapBytes()).as("heap").isLessThanOrEqualTo(before.heapBytes() + HEAP_LIMIT / 10);
    }

    private static long tenth(long number) {
        return number + number / 10;
    }
}
