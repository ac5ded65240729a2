package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row F36: no fault at all, full load; {@code -Dfaults.soak=PT10M} makes it longer. */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class SoakIT {
    private static final Duration TIME = Duration.parse(System.getProperty("faults.soak", "PT30S"));
    private static final Duration HEALED = Duration.ofMinutes(2);

    private final Lab lab;

    SoakIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    void without_any_fault_nothing_is_lost_or_doubled_at_any_moment() throws Exception {
        Seed seed = Seed.of(this);
        try (Bed bed = lab.bed("soak");
                CollectorChild collector = CollectorChild.of(bed.collector());
                ChildJvm pipeline = bed.pipelineForever().now();
                Senders senders = new Senders(bed.folder(), seed.value(), () -> collector)) {
            senders.begin(8);
            List<Breach> meanwhile = new ArrayList<>();
            long end = System.nanoTime() + TIME.toNanos();
            while (System.nanoTime() < end && meanwhile.isEmpty()) {
                AnalyticsCheck.rows(bed.sql(), meanwhile);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
            senders.end();
            bed.awaitAllLoaded(HEALED);

            assertThat(meanwhile).as("at some moment, " + seed).isEmpty();
            assertThat(pipeline.isAlive()).isTrue();
            assertThat(senders.statuses()).containsExactly(200);
            Checker.assertHolds(bed, senders.history(), seed.toString());
        }
    }
}
