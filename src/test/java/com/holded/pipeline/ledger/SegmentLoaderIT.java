package com.holded.pipeline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SegmentLoaderIT {
    private static TestDatabase database;
    private static Sql sql;

    private Segments segments;
    private Runs runs;
    private SegmentLoader loader;
    private long segmentsMade;

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
        sql = database.sql();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @BeforeEach
    void empty() {
        sql.execute("TRUNCATE job_runs, raw_segments, business_events, duplicate_events, dead_letters, daily_rollup");
        segments = new Segments(database.dataSource());
        runs = new Runs(database.dataSource(), Duration.ofMinutes(1));
        loader = new SegmentLoader(database.dataSource());
    }

    @Test
    void every_event_of_a_segment_is_accounted_for() {
        SegmentTask task = taken(1).get(0);

        LoadCounts counts = loader.load(Loads.of(task)
                .event("a", "m1", "10.10")
                .event("a", "m1", "10.10")
                .event("a", "m1", "99")
                .event("b", "m1", "-0.1")
                .deadLetter()
                .build());

        assertThat(counts).isEqualTo(new LoadCounts(5, 2, 1, 1, 1));
        assertThat(sql.rows("SELECT reason, event FROM dead_letters ORDER BY line"))
                .hasSize(2)
                .anyMatch(row -> row.startsWith("ID_CONFLICT|") && row.contains("99"))
                .contains("BAD_CHARACTER|{\"a\":\"\\u0000\"}");
        assertThat(sql.rows("SELECT count(*) FROM duplicate_events")).containsExactly("1");
        assertRollupEqualsRecount();
    }

    @Test
    void a_second_load_of_the_same_segment_changes_nothing() {
        SegmentTask task = taken(1).get(0);
        LoadableSegment segment =
                Loads.of(task).event("a", "m1", "10").event("a", "", "").build();
        LoadCounts first = loader.load(segment);
        List<String> rows = sql.rows("SELECT xmin, * FROM business_events ORDER BY event_id");

        LoadCounts second = loader.load(segment);

        assertThat(second).isEqualTo(first);
        assertThat(sql.rows("SELECT xmin, * FROM business_events ORDER BY event_id"))
                .isEqualTo(rows);
        assertRollupEqualsRecount();
    }

    @Test
    void events_without_message_id_are_never_merged() {
        SegmentTask task = taken(1).get(0);

        LoadCounts counts = loader.load(
                Loads.of(task).event("a", "", "1").event("a", "", "1").build());

        assertThat(counts.loaded()).isEqualTo(2);
    }

    @Test
    void a_run_that_lost_its_segment_to_another_cannot_load_it() {
        SegmentTask lost = taken(1).get(0);
        sql.execute("UPDATE job_runs SET heartbeat_at = now() - interval '2 minutes'");
        SegmentTask taken = taken(0).get(0);

        assertThatThrownBy(
                        () -> loader.load(Loads.of(lost).event("a", "m1", "1").build()))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));

        assertThat(taken.segment()).isEqualTo(lost.segment());
        assertThat(loader.load(Loads.of(taken).event("a", "m1", "1").build()).loaded())
                .isEqualTo(1);
        assertThat(sql.rows("SELECT status FROM job_runs ORDER BY run_id")).containsExactly("ABANDONED", "STARTING");
    }

    @Test
    void an_event_that_the_database_refuses_does_not_keep_its_neighbours_out() {
        sql.execute("ALTER TABLE business_events ADD CONSTRAINT poison CHECK (company_id <> 'poison')");
        try {
            SegmentTask task = taken(1).get(0);

            LoadCounts counts = loader.load(Loads.of(task)
                    .event("a", "m1", "1")
                    .event("poison", "m2", "2")
                    .event("a", "m3", "3")
                    .build());

            assertThat(counts).isEqualTo(new LoadCounts(3, 2, 0, 0, 1));
            assertThat(sql.rows("SELECT reason, company_id FROM dead_letters")).containsExactly("UNPROCESSABLE|poison");
            assertRollupEqualsRecount();
        } finally {
            sql.execute("ALTER TABLE business_events DROP CONSTRAINT poison");
        }
    }

    @Test
    void parallel_loads_of_the_same_messages_count_each_once_without_deadlock() throws Exception {
        int parallel = 4;
        int rounds = 6;
        List<SegmentTask> tasks = taken(parallel * rounds);
        ExecutorService pool = Executors.newFixedThreadPool(parallel);
        try {
            List<Future<LoadCounts>> loads = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i++) {
                LoadableSegment segment = sameMessages(tasks.get(i), i);
                loads.add(pool.submit(() -> loader.load(segment)));
            }
            int loaded = 0;
            for (Future<LoadCounts> load : loads) {
                loaded += load.get().loaded();
            }

            assertThat(loaded).isEqualTo(200);
            assertThat(sql.rows("SELECT count(*), count(DISTINCT (company_id, message_id)) FROM business_events"))
                    .containsExactly("200|200");
            assertRollupEqualsRecount();
        } finally {
            pool.shutdownNow();
        }
    }

    /** The same 200 messages in an order that depends on the segment. */
    private static LoadableSegment sameMessages(SegmentTask task, int shift) {
        Loads loads = Loads.of(task);
        for (int i = 0; i < 200; i++) {
            int message = (i * 7 + shift * 31) % 200;
            loads.event("type" + message % 5, "company" + message % 3, "m" + message, "0.1");
        }
        return loads.build();
    }

    /** Registers new segments and takes all that wait, as a new run. */
    private List<SegmentTask> taken(int newSegments) {
        List<StoredSegment> stored = new ArrayList<>();
        for (int i = 0; i < newSegments; i++) {
            stored.add(Loads.stored(new SegmentId(1_772_705_555_000L + segmentsMade++, 7)));
        }
        segments.register(stored);
        Run run = runs.start("process-events", "test").orElseThrow();
        return segments.take(run.id(), 1000);
    }

    private static void assertRollupEqualsRecount() {
        assertThat(sql.recount()).isEmpty();
    }
}
