package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows F7 and F8: the database dies, or has no connection left. */
@ExtendWith(Lab.Shared.class)
class DatabaseFaultsIT {
    private static final Duration HEALED = Duration.ofMinutes(3);

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
