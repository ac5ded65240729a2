package com.holded.pipeline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
        sql.execute(
                "TRUNCATE job_runs, raw_segments, business_events, duplicate_events, dead_letters, daily_rollup, monthly_rollup, daily_totals");
        segments = new Segments(database.dataSource());
        runs = new Runs(database.dataSource(), Duration.ofMinutes(1));
        loader = new SegmentLoader(database.dataSource());
    }

    @Test
    void every_event_of_a_segment_is_accounted_for() {
        SegmentTask task = taken(1).get(0);

        LoadCounts counts = load(Loads.of(task)
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
        LoadCounts first = load(segment);
        List<String> rows = sql.rows("SELECT xmin, * FROM business_events ORDER BY event_id");

        LoadCounts second = load(segment);

        assertThat(second).isEqualTo(first);
        assertThat(sql.rows("SELECT xmin, * FROM business_events ORDER BY event_id"))
                .isEqualTo(rows);
        assertRollupEqualsRecount();
    }

    @Test
    void the_rollup_sums_what_each_dimension_of_quality_lost_as_a_recount_finds_it() throws SQLException {
        List<SegmentTask> tasks = taken(2);
        load(Loads.of(tasks.get(0)).event("a", "m1", "1").event("a", "m2", "1").build());
        load(Loads.of(tasks.get(1)).event("a", "m3", "1").build());

        assertThat(sql.rows("SELECT events, completeness_lost, timeliness_lost, plausibility_lost, identity_lost"
                        + " FROM daily_rollup"))
                .containsExactly("3|210|180|0|0");
        try (Connection connection = database.dataSource().getConnection()) {
            Recount.holdOneMoment(connection);
            assertThat(Recount.of(connection))
                    .allSatisfy(result -> assertThat(result.examples()).isEmpty());
        }
    }

    @Test
    void events_without_message_id_are_never_merged() {
        SegmentTask task = taken(1).get(0);

        LoadCounts counts =
                load(Loads.of(task).event("a", "", "1").event("a", "", "1").build());

        assertThat(counts.loaded()).isEqualTo(2);
    }

    @Test
    void a_run_that_lost_its_segment_to_another_cannot_load_it() {
        SegmentTask lost = taken(1).get(0);
        sql.execute("UPDATE job_runs SET heartbeat_at = now() - interval '2 minutes'");
        SegmentTask taken = taken(0).get(0);

        assertThatThrownBy(() -> load(Loads.of(lost).event("a", "m1", "1").build()))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));

        assertThat(taken.segment()).isEqualTo(lost.segment());
        assertThat(load(Loads.of(taken).event("a", "m1", "1").build()).loaded()).isEqualTo(1);
        assertThat(sql.rows("SELECT status FROM job_runs ORDER BY run_id")).containsExactly("ABANDONED", "STARTING");
    }

    @Test
    void an_event_that_the_database_refuses_does_not_keep_its_neighbours_out() {
        sql.execute("ALTER TABLE business_events ADD CONSTRAINT poison CHECK (company_id <> 'poison')");
        try {
            SegmentTask task = taken(1).get(0);

            LoadCounts counts = load(Loads.of(task)
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
            List<Future<List<LoadCounts>>> loads = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i += 2) {
                List<LoadableSegment> batch =
                        List.of(sameMessages(tasks.get(i), i), sameMessages(tasks.get(i + 1), i + 1));
                loads.add(pool.submit(() -> loader.load(batch)));
            }
            int loaded = 0;
            for (Future<List<LoadCounts>> load : loads) {
                loaded += load.get().stream().mapToInt(LoadCounts::loaded).sum();
            }

            assertThat(loaded).isEqualTo(200);
            assertThat(sql.rows("SELECT count(*), count(DISTINCT (company_id, message_id)) FROM business_events"))
                    .containsExactly("200|200");
            assertRollupEqualsRecount();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void segments_of_a_batch_are_each_accounted_for() {
        List<SegmentTask> tasks = taken(4);
        load(Loads.of(tasks.get(0)).event("a", "before", "1").build());

        List<LoadCounts> counts = loader.load(List.of(
                Loads.of(tasks.get(1))
                        .event("a", "m1", "10")
                        .event("a", "m2", "10")
                        .build(),
                Loads.of(tasks.get(2))
                        .event("a", "m1", "10")
                        .event("a", "before", "1")
                        .event("a", "m2", "11")
                        .deadLetter()
                        .build(),
                Loads.of(tasks.get(3)).deadLetter().build()));

        assertThat(counts)
                .containsExactly(
                        new LoadCounts(2, 2, 0, 0, 0), new LoadCounts(4, 0, 2, 1, 1), new LoadCounts(1, 0, 0, 0, 1));
        assertThat(sql.rows("SELECT segment_id, count(*) FROM duplicate_events GROUP BY 1"))
                .containsExactly(tasks.get(2).segment() + "|2");
        assertThat(sql.rows("SELECT segment_id, count(*) FROM dead_letters GROUP BY 1 ORDER BY 1"))
                .containsExactly(tasks.get(2).segment() + "|2", tasks.get(3).segment() + "|1");
        assertThat(sql.rows("SELECT count(*) FROM raw_segments WHERE state = 'loaded'"))
                .containsExactly("4");
        assertRollupEqualsRecount();
    }

    @Test
    void what_is_counted_is_looked_up_by_the_index_whatever_postgresql_knows_of_the_table() throws SQLException {
        SegmentTask task = taken(1).get(0);
        List<EnrichedEvent> events =
                Loads.of(task).event("a", "m1", "1").build().events();
        // As after a start on an empty database: to read all of nothing is the cheapest plan, and the plan is kept.
        sql.execute("VACUUM ANALYZE business_events");

        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            Messages.among(connection, events);

            try (Statement statement = connection.createStatement();
                    ResultSet scans = statement.executeQuery(
                            "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'business_events'")) {
                assertThat(scans.next()).isTrue();
                assertThat(scans.getLong(1)).isZero();
            }
        }
    }

    @Test
    void segments_of_a_batch_that_are_loaded_already_are_left_as_they_are() {
        List<SegmentTask> tasks = taken(2);
        LoadableSegment first = Loads.of(tasks.get(0)).event("a", "m1", "1").build();
        LoadableSegment second = Loads.of(tasks.get(1)).event("a", "m2", "1").build();
        LoadCounts before = load(first);

        assertThat(loader.load(List.of(first, second))).containsExactly(before, new LoadCounts(1, 1, 0, 0, 0));

        assertThat(sql.rows("SELECT count(*) FROM business_events")).containsExactly("2");
        assertRollupEqualsRecount();
    }

    @Test
    void a_batch_of_which_another_run_holds_one_segment_is_not_loaded_at_all() {
        List<SegmentTask> lost = taken(2);
        sql.execute("UPDATE job_runs SET heartbeat_at = now() - interval '2 minutes'");
        sql.execute("UPDATE raw_segments SET run_id = NULL WHERE segment_id = '"
                + lost.get(1).segment() + "'");

        assertThatThrownBy(() -> loader.load(List.of(
                        Loads.of(lost.get(0)).event("a", "m1", "1").build(),
                        Loads.of(lost.get(1)).event("a", "m2", "1").build())))
                .isInstanceOf(ProblemException.class);

        assertThat(sql.rows("SELECT count(*) FROM business_events")).containsExactly("0");
    }

    @Test
    void events_that_the_database_refuses_are_found_in_a_batch_and_keep_nobody_out() {
        sql.execute("ALTER TABLE business_events ADD CONSTRAINT poison CHECK (company_id <> 'poison')");
        try {
            List<LoadableSegment> segments = new ArrayList<>();
            for (SegmentTask task : taken(5)) {
                Loads loads = Loads.of(task);
                for (int i = 0; i < 40; i++) {
                    boolean poison = segments.size() == 3 && (i == 7 || i == 39);
                    loads.event(poison ? "poison" : "a", "m" + segments.size() + "-" + i, "1");
                }
                segments.add(loads.build());
            }

            List<LoadCounts> counts = loader.load(segments);

            LoadCounts whole = new LoadCounts(40, 40, 0, 0, 0);
            assertThat(counts).containsExactly(whole, whole, whole, new LoadCounts(40, 38, 0, 0, 2), whole);
            assertThat(sql.rows("SELECT line, reason, errors->0->>'message' FROM dead_letters ORDER BY line"))
                    .containsExactly(
                            "7|UNPROCESSABLE|the database refuses the event (SQLSTATE 23514)",
                            "39|UNPROCESSABLE|the database refuses the event (SQLSTATE 23514)");
            assertRollupEqualsRecount();
        } finally {
            sql.execute("ALTER TABLE business_events DROP CONSTRAINT poison");
        }
    }

    @Test
    void a_run_takes_the_oldest_segments_up_to_a_number_and_a_size() {
        List<SegmentTask> all = taken(5);
        sql.execute("UPDATE job_runs SET heartbeat_at = now() - interval '2 minutes'");
        long run = runs.start("process-events", "test").orElseThrow().id();

        assertThat(segments.take(run, RunParameters.ALL, Portion.of(1, Long.MAX_VALUE)))
                .extracting(SegmentTask::segment)
                .containsExactly(all.get(0).segment());
        assertThat(segments.take(run, RunParameters.ALL, Portion.of(100, 101)))
                .extracting(SegmentTask::segment)
                .containsExactly(all.get(1).segment(), all.get(2).segment());
        assertThat(segments.take(run, RunParameters.ALL, Portion.of(100, 1)))
                .extracting(SegmentTask::segment)
                .containsExactly(all.get(3).segment());
        assertThat(segments.take(run, RunParameters.ALL, Portion.of(100, 1000))).hasSize(1);
        assertThat(segments.take(run, RunParameters.ALL, Portion.of(100, 1000))).isEmpty();
    }

    @Test
    void who_takes_in_turns_with_others_takes_a_share_of_what_is_left() {
        long large = 100 * Portion.WORTH_A_WORKER;
        List<StoredSegment> stored = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            SegmentId segment = new SegmentId(1_772_705_555_000L + segmentsMade++, 7);
            stored.add(new StoredSegment(segment, "raw-events/" + segment, large, Loads.RECEIVED));
        }
        segments.register(stored);
        long run = runs.start("process-events", "test").orElseThrow().id();
        Portion portion = new Portion(100, 4 * large, 2);

        List<Integer> shares = new ArrayList<>();
        List<SegmentTask> taken = segments.take(run, RunParameters.ALL, portion);
        while (!taken.isEmpty()) {
            shares.add(taken.size());
            taken = segments.take(run, RunParameters.ALL, portion);
        }

        assertThat(shares).containsExactly(4, 3, 1, 1);
    }

    private LoadCounts load(LoadableSegment segment) {
        return loader.load(List.of(segment)).get(0);
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
        return segments.take(run.id(), RunParameters.ALL, Portion.of(1000, Long.MAX_VALUE));
    }

    private static void assertRollupEqualsRecount() {
        assertThat(sql.recount()).isEmpty();
    }
}
