package com.holded.pipeline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.TestDatabase;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables of a rebuild, and the moment at which they take the place of the old ones, in a real database. */
class TableSwapIT {
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** All that the catalog says of the tables and the views on them, but for the numbers by which it knows them. */
    private static final String CATALOG =
            """
            WITH tables AS (SELECT oid, relname, reloptions, relacl, relowner, relkind FROM pg_class
                            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
                              AND relname <> 'flyway_schema_history')
            SELECT 'table', relname, relkind::text, reloptions::text, relacl::text, relowner::regrole::text,
                   obj_description(oid, 'pg_class') FROM tables
            UNION ALL
            SELECT 'column', t.relname, a.attnum::text, a.attname, format_type(a.atttypid, a.atttypmod)
                   || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || a.attidentity::text || a.attgenerated::text
                   || coalesce(a.attacl::text, ''), pg_get_expr(d.adbin, d.adrelid), col_description(t.oid, a.attnum)
            FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
            UNION ALL
            SELECT 'constraint', t.relname, k.conname, k.contype::text, pg_get_constraintdef(k.oid), '',
                   obj_description(k.oid, 'pg_constraint')
            FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid
            UNION ALL
            SELECT 'index', t.relname, x.relname, pg_get_indexdef(x.oid), x.reloptions::text, '',
                   obj_description(x.oid, 'pg_class')
            FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class x ON x.oid = i.indexrelid
            UNION ALL
            SELECT 'trigger', t.relname, g.tgname, pg_get_triggerdef(g.oid), '', '', ''
            FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal
            UNION ALL
            SELECT 'view', relname, pg_get_viewdef(oid), '', '', '', '' FROM tables WHERE relkind = 'v'
            ORDER BY 1, 2, 3, 4""";

    private TestDatabase database;
    private Sql sql;
    private Segments segments;
    private SegmentLoader loader;
    private Runs runs;
    private RebuildTables tables;
    private TableSwap swap;

    @BeforeEach
    void start() {
        database = TestDatabase.start();
        sql = database.sql();
        segments = new Segments(database.dataSource());
        loader = new SegmentLoader(database.dataSource());
        runs = new Runs(database.dataSource(), LEASE);
        tables = new RebuildTables(database.dataSource());
        swap = new TableSwap(database.dataSource());
    }

    @AfterEach
    void stop() throws Exception {
        database.close();
    }

    @Test
    void everything_that_the_catalog_says_survives() {
        sql.execute("CREATE ROLE analyst");
        sql.execute("CREATE ROLE \"odd name\"");
        sql.execute("GRANT SELECT ON business_events, company_analytics TO analyst");
        sql.execute("GRANT SELECT (event_id), UPDATE (reason) ON dead_letters TO \"odd name\" WITH GRANT OPTION");
        sql.execute("GRANT SELECT ON daily_rollup TO PUBLIC");
        sql.execute("CREATE INDEX of_an_operator ON business_events (company_id, business_day) WHERE amount < 0");
        sql.execute("COMMENT ON INDEX of_an_operator IS 'it''s mine'");
        sql.execute("ALTER TABLE business_events SET (fillfactor = 90, autovacuum_enabled = false)");
        sql.execute("ALTER TABLE duplicate_events ADD CONSTRAINT checked CHECK (event_id <> original_event_id)");
        sql.execute("COMMENT ON CONSTRAINT checked ON duplicate_events IS 'never its own'");
        sql.execute("CREATE SCHEMA dashboards");
        sql.execute("CREATE VIEW dashboards.refunds WITH (security_invoker = true) AS"
                + " SELECT company_id, sum(refund_sum) AS refunds FROM daily_rollup GROUP BY 1");
        sql.execute("CREATE VIEW best AS SELECT * FROM company_analytics ORDER BY total_events LIMIT 10");
        sql.execute("GRANT SELECT ON dashboards.refunds TO analyst");
        load(task(1), "company_a", "m1");
        List<String> before = sql.rows(CATALOG);
        String views = "SELECT oid, relname, relacl::text, reloptions::text FROM pg_class WHERE relkind = 'v'"
                + " AND relnamespace IN ('public'::regnamespace, 'dashboards'::regnamespace) ORDER BY 1";
        List<String> viewsBefore = sql.rows(views);

        rebuild();

        assertThat(sql.rows(CATALOG)).containsExactlyElementsOf(before);
        assertThat(sql.rows(views)).isEqualTo(viewsBefore);
        assertThat(sql.rows("SELECT company_id, total_events FROM best")).containsExactly("company_a|1");
        assertThat(sql.rows("SELECT company_id FROM dashboards.refunds")).containsExactly("company_a");
        swap.dropRetired();
        assertThat(sql.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rebuild%'"))
                .isEmpty();
        assertThat(sql.recount()).isEmpty();
    }

    @Test
    void every_table_is_either_rebuilt_or_holds_nothing_of_the_loads() {
        assertThat(sql.rows("SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
                        + " AND confrelid::regclass::text IN ('" + String.join("', '", RebuildTables.TABLES) + "')"))
                .as("a table that refers to a rebuilt one is rebuilt with it")
                .isSubsetOf(RebuildTables.TABLES);
    }

    @Test
    void a_loader_that_comes_back_after_the_swap_changes_nothing() {
        SegmentTask loaded = task(1);
        load(loaded, "company_a", "m1");
        SegmentTask late = task(2);
        rebuildWithout(late);

        LoadCounts again = loader.load(
                        List.of(Loads.of(loaded).event("company_a", "m1", "1").build()))
                .get(0);

        assertThat(again.loaded()).isEqualTo(1);
        assertThatThrownBy(() -> loader.load(
                        List.of(Loads.of(late).event("company_a", "m9", "1").build())))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(sql.rows("SELECT message_id FROM business_events")).containsExactly("m1");
        assertThat(sql.rows("SELECT state FROM raw_segments ORDER BY segment_id"))
                .containsExactly("loaded", "new");
    }

    @Test
    void what_was_loaded_since_the_last_look_holds_up_the_swap() {
        load(task(1), "company_a", "m1");
        long run = rebuildRun();
        tables.prepare(run, "p1");
        catchUp(run);
        load(task(2), "company_a", "m2");

        assertThat(swap.attempt(swap.mark(), List.of(run))).isEqualTo(TableSwap.Outcome.BEHIND);
        catchUp(run);
        sql.execute("INSERT INTO dead_letter_actions (action, requested_by, filter) VALUES ('replay', 'it', '{}')");
        sql.execute("INSERT INTO dead_letter_outcomes (action_id, event_id, outcome, schema_id, errors)"
                + " SELECT action_id, gen_random_uuid(), 'failed', 0, '[]' FROM dead_letter_actions");
        assertThat(swap.attempt(swap.mark(), List.of(run))).isEqualTo(TableSwap.Outcome.BEHIND);
        sql.execute("INSERT INTO rebuild.repeated SELECT action_id, event_id FROM dead_letter_outcomes");

        assertThat(swap.attempt(swap.mark(), List.of(run))).isEqualTo(TableSwap.Outcome.SWAPPED);
        assertThat(sql.rows("SELECT message_id FROM business_events ORDER BY 1"))
                .containsExactly("m1", "m2");
    }

    @Test
    void a_reader_sees_the_old_numbers_to_the_end_of_its_transaction_and_nobody_sees_half() throws Exception {
        load(task(1), "company_a", "m1");
        sql.execute("UPDATE monthly_rollup SET events = 42");
        long run = rebuildRun();
        tables.prepare(run, "p1");
        catchUp(run);
        try (Connection reader = database.dataSource().getConnection();
                Connection early = database.dataSource().getConnection()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(number(reader, "SELECT total_events FROM company_analytics"))
                    .isEqualTo(42);
            assertThat(swap.attempt(swap.mark(), List.of(run))).isEqualTo(TableSwap.Outcome.BUSY);
            assertThat(number(reader, "SELECT sum(events) FROM monthly_rollup")).isEqualTo(42);
            reader.rollback();
            // It looks at this moment, and has not touched the tables yet: their new ones would be half full for it.
            early.setAutoCommit(false);
            early.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(number(early, "SELECT count(*) FROM schemas")).isZero();
            load(task(2), "company_a", "m2");
            catchUp(run);
            assertThat(swap.attempt(swap.mark(), List.of(run))).isEqualTo(TableSwap.Outcome.BUSY);
            assertThat(number(early, "SELECT sum(events) FROM monthly_rollup")).isEqualTo(42);
            early.rollback();
        }

        assertThat(swap.attempt(swap.mark(), List.of(run))).isEqualTo(TableSwap.Outcome.SWAPPED);
        assertThat(sql.rows("SELECT total_events FROM company_analytics")).containsExactly("2");
    }

    @Test
    void a_run_that_was_taken_for_dead_neither_prepares_nor_swaps() {
        load(task(1), "company_a", "m1");
        long dead = rebuildRun();
        tables.prepare(dead, "p1");
        catchUp(dead);
        sql.execute("UPDATE job_runs SET heartbeat_at = now() - interval '2 minutes' WHERE run_id = " + dead);
        long next = rebuildRun();

        assertThat(tables.prepare(next, "p1")).as("goes on").isTrue();
        assertThat(sql.rows("SELECT state FROM rebuild.raw_segments")).containsExactly("loaded");
        assertThatThrownBy(() -> swap.attempt(swap.mark(), List.of(dead))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> tables.prepare(dead, "p2")).isInstanceOf(ProblemException.class);
        assertThat(tables.prepare(next, "p2")).as("another version begins anew").isFalse();
        assertThat(sql.rows("SELECT state FROM rebuild.raw_segments")).isEmpty();
    }

    @Test
    void a_materialized_view_on_the_tables_is_named_before_anything_is_done() {
        sql.execute("CREATE MATERIALIZED VIEW kept AS SELECT count(*) FROM business_events");
        long run = rebuildRun();

        assertThatThrownBy(() -> tables.prepare(run, "p1"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("kept");
    }

    @Test
    void a_segment_that_counts_and_cannot_be_read_any_more_is_named_and_tried_again_by_the_next_run() {
        SegmentTask damaged = task(1);
        load(damaged, "company_a", "m1");
        long run = rebuildRun();
        tables.prepare(run, "p1");
        tables.copySegments();
        SegmentTask taken = tables.take(run, "", 10).get(0);
        sql.execute("UPDATE rebuild.raw_segments SET state = 'quarantined', reason = 'half a line'");

        assertThatThrownBy(tables::requireReadable)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(taken.segment() + ": half a line");
        assertThat(swap.attempt(swap.mark(), List.of(run))).isEqualTo(TableSwap.Outcome.BEHIND);
        runs.endWell(run);
        long next = rebuildRun();
        assertThat(tables.prepare(next, "p1")).as("goes on").isTrue();
        assertThat(tables.take(next, "", 10)).extracting(SegmentTask::segment).containsExactly(damaged.segment());

        // Whoever gives its events up says so.
        sql.execute("UPDATE rebuild.raw_segments SET state = 'quarantined', reason = 'half a line'");
        sql.execute("UPDATE raw_segments SET state = 'quarantined', reason = 'lost'");
        tables.requireReadable();
        assertThat(swap.attempt(swap.mark(), List.of(next))).isEqualTo(TableSwap.Outcome.SWAPPED);
        assertThat(sql.rows("SELECT message_id FROM business_events")).isEmpty();
    }

    @Test
    void loads_and_the_rebuild_choose_the_same_schemas_whichever_comes_first() {
        segments.register(List.of(Loads.stored(segment(1)), Loads.stored(segment(2))));
        List<SegmentTask> there = segments.take(
                runs.start("load", "it").orElseThrow().id(), RunParameters.ALL, Portion.of(10, Long.MAX_VALUE));
        long run = rebuildRun();
        tables.prepare(run, "p1");
        tables.copySegments();
        List<SegmentTask> here = tables.take(run, "", 10);
        SchemaPins loads = new SchemaPins(database.dataSource());
        try (HikariDataSource connections = Database.openForLoads(database.settings(), RebuildTables.SCHEMA)) {
            SchemaPins rebuild = SchemaPins.ofRebuild(connections);

            assertThat(loads.keep(there.get(0), choice(1))).isEqualTo(choice(1));
            assertThat(rebuild.keep(here.get(0), choice(2))).isEqualTo(choice(1));
            assertThat(rebuild.keep(here.get(1), choice(3))).isEqualTo(choice(3));
            assertThat(loads.keep(there.get(1), choice(4))).isEqualTo(choice(3));
        }
        assertThat(sql.rows("SELECT schema_pins::text FROM rebuild.raw_segments ORDER BY segment_id"))
                .isEqualTo(sql.rows("SELECT schema_pins::text FROM raw_segments ORDER BY segment_id"));
    }

    private static SortedMap<String, Integer> choice(int schemaId) {
        return new TreeMap<>(Map.of("", schemaId));
    }

    private void rebuild() {
        long run = rebuildRun();
        tables.prepare(run, "p1");
        catchUp(run);
        assertThat(swap.attempt(swap.mark(), List.of(run))).isEqualTo(TableSwap.Outcome.SWAPPED);
    }

    private void rebuildWithout(SegmentTask late) {
        long run = rebuildRun();
        tables.prepare(run, "p1");
        catchUp(run);
        sql.execute("DELETE FROM rebuild.raw_segments WHERE segment_id = '" + late.segment() + "'");
        assertThat(swap.attempt(swap.mark(), List.of(run))).isEqualTo(TableSwap.Outcome.SWAPPED);
    }

    /** Loads into the twins what the old tables have, as the pipeline would. */
    private void catchUp(long run) {
        tables.copySegments();
        sql.execute("UPDATE rebuild.raw_segments r SET state = o.state, finished_at = now(), events = o.events,"
                + " loaded = o.loaded, run_id = " + run + " FROM raw_segments o WHERE o.segment_id = r.segment_id");
        for (String table : List.of("business_events", "duplicate_events", "dead_letters")) {
            sql.execute("INSERT INTO rebuild." + table + " SELECT * FROM " + table + " ON CONFLICT DO NOTHING");
        }
        sql.execute("DELETE FROM rebuild.daily_rollup");
        // Each event of Loads has lost 70 % of its completeness and 60 % of its timeliness.
        sql.execute(
                """
                INSERT INTO rebuild.daily_rollup
                SELECT business_day, company_id, event_type, business_context, currency, count(*), sum(data_quality_score),
                       count(amount), coalesce(sum(amount), 0), count(*) FILTER (WHERE amount < 0),
                       coalesce(sum(amount) FILTER (WHERE amount < 0), 0), min(amount), max(amount),
                       to_timestamp(min("timestamp") / 1000.0), to_timestamp(max("timestamp") / 1000.0),
                       70 * count(*), 60 * count(*), 0, 0
                FROM business_events GROUP BY 1, 2, 3, 4, 5""");
        sql.execute("DELETE FROM rebuild.monthly_rollup");
        sql.execute("DELETE FROM rebuild.daily_totals");
        sql.execute(CoarseRollups.FILL.replaceAll("\\w+_(rollup|totals)", "rebuild.$0"));
    }

    private long rebuildRun() {
        return runs.start("rebuild-analytics", "it").orElseThrow().id();
    }

    private SegmentTask task(int number) {
        segments.register(List.of(Loads.stored(segment(number))));
        long run = runs.start("load-" + number, "it").orElseThrow().id();
        return segments.take(run, RunParameters.ALL, Portion.of(10, Long.MAX_VALUE)).stream()
                .filter(task -> task.segment().writer() == number)
                .findFirst()
                .orElseThrow();
    }

    private static SegmentId segment(int number) {
        return new SegmentId(Instant.parse("2026-03-05T10:00:00Z").toEpochMilli(), number);
    }

    private void load(SegmentTask task, String company, String message) {
        loader.load(List.of(Loads.of(task).event(company, message, "1").build()));
    }

    private static long number(Connection connection, String query) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
