package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows F6 to F10: the database dies, is full, has no connection left, undoes transactions, or does not tell of them. */
@ExtendWith(Lab.Shared.class)
class DatabaseFaultsIT {
    private static final Duration HEALED = Duration.ofMinutes(3);
    private static final byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    private Bed bed;
    private HealthyDoor door;
    private Senders senders;

    DatabaseFaultsIT(Lab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void begin(TestInfo test) {
        bed = lab.bed(test.getTestMethod().orElseThrow().getName().substring(0, 20));
        door = bed.door();
        senders = new Senders(bed.folder(), seed.value(), () -> door);
    }

    @AfterEach
    void end() {
        senders.close();
        door.close();
        bed.close();
    }

    @Test
    @Tag("faults-short")
    void a_commit_whose_reply_is_lost_counts_once() throws Exception {
        try (FaultProxy proxy = FaultProxy.tcp(lab.postgres().port())) {
            proxy.breakWith(Fault.reset()
                    .sometimes(0.1, seed.random())
                    .when((piece, link) ->
                            piece.direction() == Fault.Direction.TO_CLIENT && piece.contains(COMMITTED)));

            loadThroughout(bed.pipelineForever().setting(Setting.POSTGRES_PORT, "" + proxy.port()), proxy::heal);
        }
    }

    @Test
    @Tag("faults")
    void a_commit_that_never_arrives_counts_nothing_until_it_is_repeated() throws Exception {
        try (FaultProxy proxy = FaultProxy.tcp(lab.postgres().port())) {
            proxy.breakWith(Fault.reset()
                    .sometimes(0.1, seed.random())
                    .when((piece, link) -> piece.direction() == Fault.Direction.TO_SERVER && piece.contains(COMMIT)));

            loadThroughout(bed.pipelineForever().setting(Setting.POSTGRES_PORT, "" + proxy.port()), proxy::heal);
        }
    }

    @Test
    @Tag("faults")
    void a_database_that_is_killed_and_restarted_in_every_way_loses_and_doubles_nothing() throws Exception {
        loadThroughout(bed.pipelineForever(), () -> {
            restart(() -> lab.postgres().kill());
            killBackends();
            restart(() -> lab.postgres().close());
            killBackends();
        });
    }

    /** Whatever it is, collection goes on: it does not need the database. */
    private void restart(Runnable end) {
        int before = senders.answered();
        end.run();
        senders.awaitAnswered(20);
        lab.postgres().start();
        assertThat(senders.answered()).isGreaterThan(before);
    }

    private void killBackends() {
        Waiting.until(
                        HEALED,
                        "a backend of the pipeline to kill",
                        () -> bed.sql()
                                .rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND application_name = 'holded-pipeline'"),
                        pids -> !pids.isEmpty())
                .stream()
                .limit(1)
                .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
        // A killed backend takes all others with it; the server is back when it takes connections again.
        Waiting.until(HEALED, "the database to recover", this::answers, answers -> answers);
    }

    private boolean answers() {
        try (Connection connection = bed.connect()) {
            return connection.isValid(1);
        } catch (SQLException recovering) {
            return false;
        }
    }

    @Test
    @Tag("faults")
    void without_a_connection_left_collection_goes_on_and_loading_begins_when_there_is_one() throws Exception {
        List<Connection> hogs = new ArrayList<>();
        try {
            loadThroughout(bed.pipelineForever(), () -> {
                hog(hogs);
                senders.awaitAnswered(50);
                free(hogs);
            });
        } finally {
            free(hogs);
        }
    }

    private void hog(List<Connection> hogs) {
        // The pipeline keeps what it has; it is cut off so that it has to ask for new ones.
        bed.sql()
                .rows(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holded-pipeline'");
        try {
            while (true) {
                hogs.add(bed.connect());
            }
        } catch (SQLException none) {
            assertThat(none.getSQLState()).isEqualTo("53300");
        }
    }

    private static void free(List<Connection> hogs) {
        hogs.forEach(connection -> {
            try {
                connection.close();
            } catch (SQLException gone) {
                // It is what was wanted.
            }
        });
        hogs.clear();
    }

    @Test
    @Tag("faults")
    void transactions_that_the_database_undoes_are_repeated_and_count_once() throws Exception {
        Sql sql = bed.sql();
        sql.execute(
                """
                CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE codes text[] := ARRAY['40001', '40P01', '55P03'];
                BEGIN
                    IF random() < 0.3 THEN
                        RAISE EXCEPTION 'undone by a test' USING ERRCODE = codes[1 + floor(random() * 3)::int];
                    END IF;
                    RETURN NULL;
                END $$""");
        for (String table : List.of("business_events", "daily_rollup", "raw_segments", "job_runs")) {
            sql.execute("CREATE TRIGGER undo AFTER INSERT OR UPDATE ON " + table
                    + " FOR EACH STATEMENT EXECUTE FUNCTION undo()");
        }

        loadThroughout(bed.pipelineForever(), () -> senders.awaitAnswered(300));
    }

    @Test
    @Tag("faults")
    void a_full_disk_undoes_loads_whole_and_they_are_repeated_when_there_is_room() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(bed.folder().resolve("disk"), 64)) {
            maintain("CREATE TABLESPACE \"" + bed.name() + "\" LOCATION '" + disk.folder() + "'");
            try {
                maintain("ALTER DATABASE \"" + bed.name() + "\" SET TABLESPACE \"" + bed.name() + "\"");
                Sql sql = bed.sql();
                sql.execute("CREATE TABLE ballast (bytes text)");
                sql.execute("ALTER TABLE ballast ALTER bytes SET STORAGE EXTERNAL");

                loadThroughout(bed.pipelineForever(), () -> {
                    fill();
                    senders.bulky(4_000).begin(1);
                    Waiting.until(HEALED, "segments that cannot be loaded", bed::backlog, keys -> keys.size() > 20);
                    sql.execute("TRUNCATE ballast");
                });
            } finally {
                maintain("DROP DATABASE \"" + bed.name() + "\" WITH (FORCE)");
                maintain("DROP TABLESPACE \"" + bed.name() + "\"");
            }
        }
    }

    /** Fills the disk, down to the last page. */
    private void fill() {
        for (int bytes = 1_000_000; bytes >= 1_000; bytes /= 10) {
            boolean room = true;
            while (room) {
                try (Connection connection = bed.connect();
                        Statement statement = connection.createStatement()) {
                    statement.execute("INSERT INTO ballast VALUES (repeat('x', " + bytes + "))");
                } catch (SQLException full) {
                    assertThat(full.getSQLState()).isEqualTo("53100");
                    room = false;
                }
            }
        }
    }

    private void maintain(String statement) throws SQLException {
        try (Connection connection = lab.source("postgres").getConnection();
                Statement command = connection.createStatement()) {
            command.execute(statement);
        }
    }

    private interface Happening {
        void run() throws Exception;
    }

    /** Sends and loads while something happens, and checks when all is loaded. */
    private void loadThroughout(ChildJvm.Start pipeline, Happening happening) throws Exception {
        try (ChildJvm running = pipeline.now()) {
            senders.begin(2);
            senders.awaitAnswered(100);
            Waiting.until(
                    HEALED,
                    "the first load",
                    () -> bed.sql().rows("SELECT count(*) FROM business_events"),
                    rows -> !rows.equals(List.of("0")));
            happening.run();
            assertThat(running.isAlive()).isTrue();
            senders.awaitAnswered(50);
            senders.end();
            bed.awaitAllLoaded(HEALED);
        }
        assertThat(senders.statuses()).as("answers while the database broke").containsExactly(200);
        Checker.assertHolds(bed, senders.history(), seed.toString());
    }
}
