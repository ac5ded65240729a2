package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Failpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
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
        List<Failpoint> ofCollection = List.copyOf(FailpointSweep.OF_COLLECTION);
        List<Failpoint> ofProcessing =
                EnumSet.complementOf(EnumSet.copyOf(ofCollection)).stream().toList();

        assertThat(sweep(List.of(ofCollection, ofProcessing), 1, 1)).isEqualTo(Failpoint.values().length);
    }

    @Test
    @Tag("faults")
    void every_hit_of_every_failpoint_loses_and_doubles_nothing() throws Exception {
        List<List<Failpoint>> each =
                Arrays.stream(Failpoint.values()).map(List::of).toList();

        assertThat(sweep(each, MOST_HITS, MOST_HITS_OF_COLLECTION)).isGreaterThanOrEqualTo(200);
    }

    /** Groups of failpoints, two at a time, each on data of its own; how many children died. */
    private int sweep(List<List<Failpoint>> groups, int mostHits, int mostHitsOfCollection) throws Exception {
        Seed seed = Seed.of(this);
        ExecutorService pool = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            List<Future<Integer>> sweeps = new ArrayList<>();
            for (List<Failpoint> group : groups) {
                int hits = FailpointSweep.OF_COLLECTION.containsAll(group) ? mostHitsOfCollection : mostHits;
                sweeps.add(pool.submit(() -> {
                    try (Bed bed = lab.bed(group.get(0).label())) {
                        int kills = new FailpointSweep(bed, group, hits, seed).run();
                        LOG.info("{}: {} deaths, nothing lost, nothing doubled", group, kills);
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
