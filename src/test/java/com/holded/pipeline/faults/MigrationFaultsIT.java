package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row F33: three replicas start on an empty database, and the one that migrates it is killed in the midst. */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class MigrationFaultsIT {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final String HISTORY = "SELECT version FROM flyway_schema_history ORDER BY installed_rank";

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    MigrationFaultsIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    void replicas_that_start_together_migrate_once_whichever_migration_one_dies_in() throws Exception {
        List<String> migrations = new Sql(() -> lab.source(Lab.TEMPLATE).getConnection()).rows(HISTORY);
        int last = migrations.size() - 1;
        for (int deadly : List.of(0, 1 + seed.random().nextInt(last - 1), last)) {
            dieIn(deadly, migrations);
        }
    }

    private void dieIn(int deadly, List<String> migrations) throws Exception {
        String when = "death in migration " + migrations.get(deadly) + ", " + seed;
        try (Bed bed = lab.emptyBed("migration");
                FaultProxy proxy = FaultProxy.tcp(lab.postgres().port());
                ChildJvm victim = bed.pipeline()
                        .setting(Setting.POSTGRES_PORT, Integer.toString(proxy.port()))
                        .now()) {
            Fault.Gate gate = new Fault.Gate();
            // Its file is named when its statements are done, and nothing of it is committed.
            byte[] done = ("V" + migrations.get(deadly) + "__").getBytes(StandardCharsets.US_ASCII);
            proxy.breakWith(Fault.hold(gate).when((piece, link) -> piece.contains(done)));
            gate.awaitReached(LONGEST);
            int alone = connections(bed);
            List<ChildJvm> others =
                    Stream.generate(bed.pipeline()::now).limit(2).toList();
            Waiting.until(LONGEST, "the others to reach the database", () -> connections(bed), n -> n >= alone + 2);
            List<String> before = deadly == 0 ? List.of() : bed.sql().rows(HISTORY);

            victim.kill();
            proxy.resetAll();

            assertThat(others.stream().map(other -> other.awaitExit(LONGEST)))
                    .as(when + ", log in " + bed.folder())
                    .containsOnly(0);
            assertThat(before).as("migrations that were committed, " + when).hasSize(deadly);
            assertThat(bed.sql().rows(HISTORY)).as(when).isEqualTo(migrations);
            assertThat(bed.sql().rows("SELECT count(*) FROM flyway_schema_history WHERE NOT success"))
                    .containsExactly("0");
            assertThat(bed.sql().rows("SELECT DISTINCT status FROM job_runs")).containsExactly("COMPLETED");
            gate.open();
        }
    }

    private static int connections(Bed bed) {
        return Integer.parseInt(bed.sql()
                .rows("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND pid <> pg_backend_pid()")
                .get(0));
    }
}
