package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Failpoint;
import java.util.ArrayList;
import java.util.List;
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
    private static final int SIDE_BY_SIDE = 2;
    private static final int MOST_HITS = 16;
    private static final int MOST_HITS_OF_COLLECTION = 10;

    private final Lab lab;

    FailpointSweepIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    @Tag("faults-short")
    void the_first_hit_of_every_failpoint_loses_and_doubles_nothing() throws Exception {
        assertThat(sweep(1, 1)).isEqualTo(Failpoint.values().length);
    }

    @Test
    @Tag("faults")
    void every_hit_of_every_failpoint_loses_and_doubles_nothing() throws Exception {
        assertThat(sweep(MOST_HITS, MOST_HITS_OF_COLLECTION)).isGreaterThanOrEqualTo(200);
    }

    /** All failpoints, two at a time; how many children died. */
    private int sweep(int mostHits, int mostHitsOfCollection) throws Exception {
        Seed seed = Seed.of(this);
        ExecutorService pool = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            List<Future<Integer>> sweeps = new ArrayList<>();
            for (Failpoint point : Failpoint.values()) {
                int hits = FailpointSweep.OF_COLLECTION.contains(point) ? mostHitsOfCollection : mostHits;
                sweeps.add(pool.submit(() -> {
                    try (Bed bed = lab.bed(point.label())) {
                        int kills = new FailpointSweep(bed, point, hits, seed).run();
                        LOG.info("{}: {} deaths, nothing lost, nothing doubled", point.label(), kills);
                        return kills;
                    }
                }));
            }
            int kills = 0;
            for (Future<Integer> sweep : sweeps) {
                kills += sweep.get();
            }
            LOG.info("{} deaths at failpoints", kills);
            return kills;
        } finally {
            pool.shutdownNow();
        }
    }
}
