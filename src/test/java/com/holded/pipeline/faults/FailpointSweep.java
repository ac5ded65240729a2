package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.platform.Setting;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Kills one part at one failpoint after the other, at the first hit, then at the second, and so on. Each child is both
 * what recovers from the death before and what dies next; when all are dead, a run lives, and then everything must hold.
 * That the analytics equal a recount is asked after each death.
 */
final class FailpointSweep {
    private static final Duration LONGEST_RUN = Duration.ofMinutes(3);
    private static final int PACKAGES = 8;
    /** Packages that arrive together and may be answered by one PUT. */
    private static final int AT_ONCE = 3;
    /** So many segments wait when a run begins, that other transactions are under way when one dies. */
    private static final int FEWEST_PACKAGES = 4;

    /** Segments of this many events are large enough for transactions of their own, if there are workers enough. */
    private static final int EVENTS_OF_A_TRANSACTION = 3;

    private static final int CHARS = 36_000;
    private static final String WORKERS = "16";

    private final Bed bed;
    private final List<Failpoint> points;
    private final int mostHits;
    private final Seed seed;
    private volatile Door current = body -> {
        throw new ConnectException("no collector was started yet");
    };

    /**
     * @param points all of collection, or all of the pipeline
     * @param mostHits the hit at which the sweep of a failpoint ends, if a run gets there
     */
    FailpointSweep(Bed bed, List<Failpoint> points, int mostHits, Seed seed) {
        this.bed = bed;
        this.points = points;
        this.mostHits = mostHits;
        this.seed = seed;
    }

    /** Kills collectors while packages come in, from one sender and from several at once; how many died. */
    int ofCollection() throws Exception {
        int kills = 0;
        try (Senders senders = new Senders(bed.folder(), seed.value(), () -> current)) {
            for (Failpoint point : points) {
                for (int hit = 1; hit <= mostHits; hit++) {
                    collection(senders, 1, point, hit);
                    collection(senders, AT_ONCE, point, hit);
                    kills += 2;
                }
            }
            try (CollectorChild child = CollectorChild.of(bed.collector())) {
                current = child;
                senders.send(PACKAGES);
            }
            settle(senders);
        }
        return kills;
    }

    private void collection(Senders senders, int atOnce, Failpoint point, int hit) throws Exception {
        try (CollectorChild child = CollectorChild.of(bed.collector().dyingAt(point, hit))) {
            current = body -> child.postOnce(UUID.randomUUID().toString(), body);
            while (child.child().isAlive()) {
                senders.sendAtOnce(atOnce);
            }
            assertDied(child.child(), point, hit);
        }
    }

    /** Kills the pipeline while segments wait; how often it died, which is less when a run has fewer hits. */
    int ofProcessing() throws Exception {
        int kills = 0;
        try (HealthyDoor door = bed.door();
                Senders senders = new Senders(bed.folder(), seed.value(), () -> door).bulky(CHARS)) {
            for (Failpoint point : points) {
                int deaths = processing(senders, point);
                assertThat(deaths).as("deaths at " + point).isPositive();
                kills += deaths;
            }
            settle(senders);
        }
        return kills;
    }

    private int processing(Senders senders, Failpoint point) throws Exception {
        for (int hit = 1; hit <= mostHits; hit++) {
            int waiting = bed.backlog().size();
            senders.send(Math.max(1, Math.max(FEWEST_PACKAGES, hit) - waiting), EVENTS_OF_A_TRANSACTION);
            try (ChildJvm child = bed.pipeline()
                    .setting(Setting.JOB_PARALLELISM, WORKERS)
                    .setting(Setting.POSTGRES_POOL_SIZE, WORKERS)
                    .dyingAt(point, hit)
                    .now()) {
                if (child.awaitExit(LONGEST_RUN) == 0) {
                    return hit - 1;
                }
                assertDied(child, point, hit);
            }
            List<Breach> meanwhile = new ArrayList<>();
            AnalyticsCheck.rows(bed.sql(), meanwhile);
            assertThat(meanwhile)
                    .as("after the death at hit " + hit + " of " + point + ", " + seed)
                    .isEmpty();
        }
        return mostHits;
    }

    private void settle(Senders senders) throws Exception {
        assertThat(bed.run())
                .as("a run after the deaths at " + points + ", log in " + bed.folder())
                .isEqualTo(RunStatus.COMPLETED);
        Checker.assertHolds(bed, senders.history(), points + ", " + seed);
    }

    private void assertDied(ChildJvm child, Failpoint point, int hit) {
        assertThat(child.awaitExit(LONGEST_RUN))
                .as("exit code at hit " + hit + " of " + point + ", log in " + bed.folder())
                .isEqualTo(ChildJvm.KILLED);
    }
}
