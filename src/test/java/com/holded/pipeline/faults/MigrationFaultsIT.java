package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row F33: three replicas start on an empty database, and one is killed while it migrates. */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class MigrationFaultsIT {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int ROUNDS = 5;

    private final Lab lab;

    MigrationFaultsIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    void replicas_that_start_together_migrate_once_whoever_dies() {
        Seed seed = Seed.of(this);
        Random random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            try (Bed bed = lab.emptyBed("migration")) {
                List<ChildJvm> replicas =
                        Stream.generate(bed.migration()::now).limit(3).toList();
                ChildJvm victim = replicas.get(random.nextInt(replicas.size()));
                victim.says();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(800)));
                victim.kill();

                List<Integer> others = replicas.stream()
                        .filter(replica -> replica != victim)
                        .map(replica -> replica.awaitExit(LONGEST))
                        .toList();

                assertThat(others)
                        .as("round " + round + ", " + seed + ", " + bed.folder())
                        .containsOnly(0);
                assertThat(bed.sql()
                                .rows("SELECT version FROM flyway_schema_history GROUP BY version"
                                        + " HAVING count(*) <> 1 OR NOT bool_and(success)"))
                        .isEmpty();
                assertThat(bed.pipeline().now().awaitExit(LONGEST))
                        .as("a run on the new tables")
                        .isZero();
            }
        }
    }
}
