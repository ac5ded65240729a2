package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.local.PostgresServer;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final int LOST_COMMITS = 3;
    /** The last that a load says before its COMMIT. */
    private static final byte[] LAST_OF_A_LOAD =
            "UPDATE raw_segments r SET state = 'loaded'".getBytes(StandardCharsets.US_ASCII);

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
    void a_load_whose_commit_is_not_answered_counts_once() throws Exception {
        loadWhileCommitsAreLost(Fault.Direction.TO_CLIENT);
    }

    @Test
    @Tag("faults")
    void a_load_whose_commit_never_arrives_counts_nothing_until_it_is_repeated() throws Exception {
        loadWhileCommitsAreLost(Fault.Direction.TO_SERVER);
    }

    /** Some COMMITs of loads are lost on this way, and their connections with them. */
    private void loadWhileCommitsAreLost(Fault.Direction way) throws Exception {
        Set<Link> marked = ConcurrentHashMap.newKeySet();
        AtomicInteger commits = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        try (FaultProxy proxy = FaultProxy.tcp(lab.postgres().port())) {
            proxy.breakWith((piece, link) -> {
                boolean commit = piece.direction() == way
                        && (way == Fault.Direction.TO_SERVER || piece.contains(Outage.COMMITTED))
                        && marked.remove(link);
                if (piece.contains(LAST_OF_A_LOAD)) {
                    marked.add(link);
                }
                // One that arrives between two that are lost: what was lost has to be repeated.
                if (commit && commits.incrementAndGet() % 2 == 1 && lost.get() < LOST_COMMITS) {
                    lost.incrementAndGet();
                    link.reset();
                } else {
                    Fault.NONE.handle(piece, link);
                }
            });
            try (ChildJvm pipeline = bed.pipelineForever()
                    .setting(Setting.POSTGRES_PORT, Integer.toString(proxy.port()))
                    .now()) {
                while (lost.get() < LOST_COMMITS) {
                    senders.send(5);
                    bed.awaitAllLoaded(HEALED);
                }
                assertThat(pipeline.isAlive()).isTrue();
            }
        }
        Checker.assertHolds(bed, senders.history(), seed.toString());
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
        // A sequence counts what is undone too.
        sql.execute("CREATE SEQUENCE undone");
        sql.execute(
                """
                CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE codes text[] := ARRAY['40001', '40P01', '55P03'];
                BEGIN
                    IF random() < 0.3 THEN
                        PERFORM nextval('undone');
                        RAISE EXCEPTION 'undone by a test' USING ERRCODE = codes[1 + floor(random() * 3)::int];
                    END IF;
                    RETURN NULL;
                END $$""");
        for (String table : List.of("business_events", "daily_rollup", "raw_segments", "job_runs")) {
            sql.execute("CREATE TRIGGER undo AFTER INSERT OR UPDATE ON " + table
                    + " FOR EACH STATEMENT EXECUTE FUNCTION undo()");
        }

        try (ChildJvm pipeline = bed.pipelineForever().now()) {
            // How many transactions forty packages take depends on how many wait when one begins.
            for (int round = 0;
                    sql.rows("SELECT 1 FROM undone WHERE last_value > 20").isEmpty();
                    round++) {
                assertThat(round)
                        .as("rounds without twenty transactions undone")
                        .isLessThan(50);
                senders.send(40);
                bed.awaitAllLoaded(HEALED);
            }
            assertThat(pipeline.isAlive()).isTrue();
        }
        Checker.assertHolds(bed, senders.history(), seed.toString());
    }

    @Test
    @Tag("faults")
    void a_full_disk_undoes_loads_whole_and_they_are_repeated_when_there_is_room() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(bed.folder().resolve("disk"), 64)) {
            maintain("CREATE TABLESPACE \"" + bed.name() + "\" LOCATION '" + disk.folder() + "'");
            try {
                maintain("ALTER DATABASE \"" + bed.name() + "\" SET TABLESPACE \"" + bed.name() + "\"");
                loadThroughout(bed.pipelineForever(), () -> {
                    disk.fill();
                    senders.bulky(4_000).begin(1);
                    Waiting.until(HEALED, "segments that cannot be loaded", bed::backlog, keys -> keys.size() > 20);
                    disk.free();
                });
            } finally {
                maintain("DROP DATABASE \"" + bed.name() + "\" WITH (FORCE)");
                maintain("DROP TABLESPACE \"" + bed.name() + "\"");
            }
        }
    }

    @Test
    @Tag("faults")
    void a_full_disk_of_its_log_ends_the_database_and_loads_go_on_when_it_is_started_with_room() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(bed.folder().resolve("disk"), 64);
                PostgresServer small = lab.postgres(bed)) {
            startWithLogOn(disk, small);
            bed.close();
            bed = new Bed(lab, small, bed.name(), bed.folder(), lab.s3().environment());
            Database.migrate(bed.source());

            loadThroughout(bed.pipelineForever(), () -> {
                disk.fill();
                Waiting.until(HEALED, "the end of the database", () -> logGoesOn(small), goesOn -> !goesOn);
                senders.awaitAnswered(50);
                disk.free();
                small.start();
            });
        }
        assertThat(bed.folder().resolve("postgres.log"))
                .content()
                .containsPattern("PANIC: .*: No space left on device");
    }

    private void startWithLogOn(SmallDisk disk, PostgresServer postgres) throws IOException {
        postgres.start();
        postgres.close();
        disk.take(bed.folder().resolve("postgres").resolve("pg_wal"));
        postgres.start();
    }

    /** Writes on in a new file of the log, as a database does that is busier than this one. */
    private boolean logGoesOn(PostgresServer postgres) {
        try (Connection connection = bed.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_switch_wal()");
        } catch (SQLException full) {
            // It may recover once more.
        }
        return postgres.process().isPresent();
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
