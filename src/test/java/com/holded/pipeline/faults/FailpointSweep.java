package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.platform.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Kills one part at one failpoint, at its first hit, then at its second, and so on. Each child is both what recovers from
 * the death before and what dies next; when all are dead, one lives, and then everything must hold.
 */
final class FailpointSweep {
    /** Failpoints that collection passes; all others are the pipeline's. */
    static final Set<Failpoint> OF_COLLECTION = EnumSet.range(Failpoint.AFTER_CLAIM_PUT, Failpoint.AFTER_ANSWERS);

    private static final Duration LONGEST_RUN = Duration.ofMinutes(3);
    private static final int PACKAGES = 8;
    /** Segments of this many events are large enough for transactions of their own, if there are workers enough. */
    private static final int EVENTS_OF_A_TRANSACTION = 3;

    private static final int CHARS = 36_000;
    private static final String WORKERS = "16";

    private final Bed bed;
    private final Failpoint point;
    private final int mostHits;
    private final Seed seed;

    FailpointSweep(Bed bed, Failpoint point, int mostHits, Seed seed) {
        this.bed = bed;
        this.point = point;
        this.mostHits = mostHits;
        this.seed = seed;
    }

    /** Sweeps and checks; how many children died. */
    int run() throws Exception {
        int kills = OF_COLLECTION.contains(point) ? collection() : pipeline();
        assertThat(kills).as("deaths at " + point).isPositive();
        return kills;
    }

    private int collection() throws Exception {
        try (Senders senders = new Senders(bed.folder(), seed.value(), () -> current)) {
            for (int hit = 1; hit <= mostHits; hit++) {
                try (CollectorChild child = CollectorChild.of(bed.collector().dyingAt(point, hit))) {
                    current = body -> child.postOnce(UUID.randomUUID().toString(), body);
                    while (child.child().isAlive()) {
                        senders.send(1);
                    }
                    assertDied(child.child(), hit);
                }
            }
            try (CollectorChild child = CollectorChild.of(bed.collector())) {
                current = child;
                senders.send(PACKAGES);
            }
            settle(senders);
        }
        return mostHits;
    }

    private volatile Door current;

    private int pipeline() throws Exception {
        int kills = 0;
        try (HealthyDoor door = bed.door();
                Senders senders = new Senders(bed.folder(), seed.value(), () -> door).bulky(CHARS)) {
            for (int hit = 1; hit <= mostHits; hit++) {
                senders.send(PACKAGES, EVENTS_OF_A_TRANSACTION);
                try (ChildJvm child = bed.pipeline()
                        .setting(Setting.JOB_PARALLELISM, WORKERS)
                        .setting(Setting.POSTGRES_POOL_SIZE, WORKERS)
                        .dyingAt(point, hit)
                        .now()) {
                    if (child.awaitExit(LONGEST_RUN) == 0) {
                        break;
                    }
                    assertDied(child, hit);
                }
                kills++;
                List<Breach> meanwhile = new ArrayList<>();
                AnalyticsCheck.rows(bed.sql(), meanwhile);
                assertThat(meanwhile)
                        .as("after the death at hit " + hit + " of " + point + ", " + seed)
                        .isEmpty();
            }
            settle(senders);
        }
        return kills;
    }

    private void settle(Senders senders) throws Exception {
        try (ChildJvm child = bed.pipeline().now()) {
            assertThat(child.awaitExit(LONGEST_RUN))
                    .as("a run after the deaths at " + point + ", log in " + bed.folder())
                    .isZero();
        }
        Checker.assertHolds(bed, senders.history(), point + ", " + seed);
    }

    private void assertDied(ChildJvm child, int hit) {
        assertThat(child.awaitExit(LONGEST_RUN))
                .as("exit code at hit " + hit + " of " + point + ", log in " + bed.folder())
                .isEqualTo(ChildJvm.KILLED);
    }
}
