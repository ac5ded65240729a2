package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.ledger.AuditMirror;
import com.holded.pipeline.schema.RegistryMirror;
import com.holded.pipeline.testing.Waiting;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row F32: a version and the next one work side by side while the next one migrates, and the first one comes back. */
@ExtendWith(Lab.Shared.class)
class UpgradeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SOME = 5;

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    private Bed bed;
    private NextVersion next;
    private Senders senders;
    private volatile List<Door> doors = List.of();

    UpgradeIT(Lab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void begin(TestInfo test) {
        bed = lab.bed(test.getTestMethod().orElseThrow().getName().substring(0, 20));
        next = new NextVersion(bed.folder());
        senders = new Senders(bed.folder(), seed.value(), this::anyDoor);
    }

    @AfterEach
    void end() {
        senders.close();
        bed.close();
    }

    @Test
    @Tag("faults-short")
    void two_versions_side_by_side_and_a_rollback_lose_and_double_nothing() throws Exception {
        try (CollectorChild door = CollectorChild.of(door());
                ChildJvm pipeline = bed.pipelineForever().now()) {
            doors = List.of(door);
            senders.begin(1);
            bed.awaitLoads(SOME);

            try (CollectorChild nextDoor = CollectorChild.of(next.of(door()));
                    ChildJvm nextPipeline = next.of(bed.pipelineForever()).now()) {
                doors = List.of(door, nextDoor);
                awaitMigration();
                assertThat(nextPipeline.says()).isEqualTo("started");
                assertThat(nextPipeline.says()).as("a run of the next version").endsWith(" COMPLETED");
                assertThat(pipeline.isAlive()).isTrue();
                doors = List.of(door);
            }
            // With the connections, and their prepared statements, of the time before the migration.
            bed.awaitLoads(SOME);
        }
        try (CollectorChild door = CollectorChild.of(door());
                ChildJvm pipeline = bed.pipelineForever().now()) {
            doors = List.of(door);
            senders.awaitAnswered(20);
            senders.end();
            assertThat(pipeline.says()).isEqualTo("started");
            assertThat(pipeline.says()).as("a run after the rollback").endsWith(" COMPLETED");
            bed.awaitAllLoaded(PATIENCE);
        }
        assertThat(NextVersion.hasMigrated(bed.sql())).isTrue();
        assertThat(senders.statuses()).containsExactly(200);
        assertThat(bed.sql().rows("SELECT run_id, message FROM job_runs WHERE status = 'FAILED'"))
                .isEmpty();
        assertHolds();
    }

    @Test
    @Tag("faults")
    void a_migration_that_waits_for_a_long_report_lets_loads_by() throws Exception {
        try (HealthyDoor door = bed.door();
                ChildJvm pipeline = bed.pipelineForever().now();
                Connection report = bed.connect();
                Statement query = report.createStatement()) {
            doors = List.of(door);
            senders.begin(1);
            bed.awaitLoads(SOME);
            report.setAutoCommit(false);
            query.execute("SELECT count(*) FROM business_events");

            try (ChildJvm nextPipeline = next.of(bed.pipelineForever()).now()) {
                for (int wait = 0; wait < 2; wait++) {
                    awaitMigrationWaits();
                    bed.awaitLoads(SOME);
                }
                assertThat(NextVersion.hasMigrated(bed.sql())).isFalse();
                report.rollback();
                awaitMigration();
                assertThat(nextPipeline.isAlive()).isTrue();
            }
            senders.end();
            bed.awaitAllLoaded(PATIENCE);
            assertThat(pipeline.isAlive()).isTrue();
        }
        assertHolds();
    }

    @Test
    @Tag("faults")
    void a_new_database_of_the_next_version_takes_over_what_this_one_has_left_in_storage() throws Exception {
        assertThat(bed.pipeline().now().awaitExit(PATIENCE)).isZero();
        bed.sql().execute("INSERT INTO schemas (schema_type, schema_text, fingerprint) VALUES ('JSON', '{}', 'a')");
        bed.sql()
                .execute("INSERT INTO dead_letter_actions (action, requested_by, filter)"
                        + " VALUES ('discard', 'a-test', '{}')");
        assertThat(new RegistryMirror(bed.source(), bed.store()).copyChanges()).isTrue();
        assertThat(new AuditMirror(bed.source(), bed.store()).copyOutbox()).isEqualTo(1);
        lab.loseDatabase(bed);

        assertThat(next.of(bed.pipeline()).now().awaitExit(PATIENCE))
                .as("a run of the next version, log in " + bed.folder())
                .isZero();

        assertThat(bed.sql().rows("SELECT fingerprint, next_note, next_count FROM schemas"))
                .containsExactly("a||7");
        assertThat(bed.sql().rows("SELECT requested_by, next_note, next_count FROM dead_letter_actions"))
                .containsExactly("a-test||7");
    }

    private void assertHolds() {
        // A statement that the tables do not suit is taken for the fault of the event.
        assertThat(bed.sql().rows("SELECT event_id FROM dead_letters WHERE reason = 'UNPROCESSABLE'"))
                .as("good events that were not loaded, " + seed)
                .isEmpty();
        Checker.assertHolds(bed, senders.history(), seed.toString());
    }

    private ChildJvm.Start door() {
        return bed.collector().option("-D" + CollectorMain.LIVE_CONTRACTS + "=true");
    }

    private Door anyDoor() {
        List<Door> open = doors;
        return open.get(ThreadLocalRandom.current().nextInt(open.size()));
    }

    private void awaitMigration() {
        Waiting.until(
                PATIENCE, "the migration, " + seed, () -> NextVersion.hasMigrated(bed.sql()), migrated -> migrated);
    }

    private void awaitMigrationWaits() {
        Waiting.until(
                PATIENCE,
                "the migration to wait, " + seed,
                () -> bed.sql()
                        .rows("SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                                + " WHERE d.datname = current_database()"
                                + " AND l.mode = 'AccessExclusiveLock' AND NOT l.granted"),
                waiting -> !waiting.isEmpty());
    }
}
