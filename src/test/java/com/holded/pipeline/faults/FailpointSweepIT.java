package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Failpoint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows F2, F4 and F5: the processes die at every instant of the protocol that has a name. */
@ExtendWith(Lab.Shared.class)
class FailpointSweepIT {
    private static final Logger LOG = LoggerFactory.getLogger(FailpointSweepIT.class);
    /** Failpoints that collection passes; all others are the pipeline's. */
    private static final Set<Failpoint> OF_COLLECTION =
            EnumSet.range(Failpoint.AFTER_CLAIM_PUT, Failpoint.AFTER_ANSWERS);

    private static final int SIDE_BY_SIDE = 2;
    /** A death of the pipeline costs three times what one of the collector does. */
    private static final int MOST_HITS = 4;

    /** Each with one sender and with several at once. */
    private static final int MOST_HITS_OF_COLLECTION = 13;

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    FailpointSweepIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    void a_death_before_and_after_each_write_loses_and_doubles_nothing() throws Exception {
        try (Bed bed = lab.bed("collection")) {
            var points = List.of(Failpoint.BEFORE_RAW_PUT, Failpoint.AFTER_RAW_PUT, Failpoint.BEFORE_ANSWERS);
            assertThat(new FailpointSweep(bed, points, 1, seed).ofCollection()).isEqualTo(2 * points.size());
        }
        try (Bed bed = lab.bed("processing")) {
            var points = List.of(
                    Failpoint.AFTER_TAKE, Failpoint.AFTER_ENRICHED_PUT, Failpoint.LOAD_MARKED, Failpoint.AFTER_COMMIT);
            assertThat(new FailpointSweep(bed, points, 1, seed).ofProcessing()).isEqualTo(points.size());
        }
    }

    @Test
    @Tag("faults")
    void every_hit_of_every_failpoint_loses_and_doubles_nothing() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            List<Future<Integer>> sweeps = new ArrayList<>();
            for (Failpoint point : Failpoint.values()) {
                sweeps.add(pool.submit(() -> sweep(point)));
            }
            int kills = 0;
            for (Future<Integer> sweep : sweeps) {
                kills += sweep.get();
            }
            LOG.info("{} deaths at failpoints", kills);
            assertThat(kills).isGreaterThanOrEqualTo(200);
        } finally {
            pool.shutdownNow();
        }
    }

    /** On data of its own; how many children died. */
    private int sweep(Failpoint point) throws Exception {
        try (Bed bed = lab.bed(point.label())) {
            List<Failpoint> only = List.of(point);
            int kills = OF_COLLECTION.contains(point)
                    ? new FailpointSweep(bed, only, MOST_HITS_OF_COLLECTION, seed).ofCollection()
                    : new FailpointSweep(bed, only, MOST_HITS, seed).ofProcessing();
            LOG.info("{}: {} deaths, nothing lost, nothing doubled", point.label(), kills);
            return kills;
        }
    }
}
