package com.holded.pipeline.ledger;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The tables of a rebuild: twins of those that loads write, in a schema of their own, filled from the raw objects beside
 * the ones that are read, and put in their place when they have caught up. Whoever works here shows the id of a run that
 * is alive: its fence. Thread-safe.
 */
public final class RebuildTables {
    /** Schema of the twins. */
    public static final String SCHEMA = "rebuild";
    /** The tables that loads write, each before those that refer to it. */
    public static final List<String> TABLES = List.of(
            "raw_segments",
            "business_events",
            "duplicate_events",
            "dead_letters",
            "daily_rollup",
            "monthly_rollup",
            "daily_totals");

    /** What is so of a segment whoever loads it; the rest the load finds out. */
    static final String COPY_SEGMENTS =
            """
            INSERT INTO rebuild.raw_segments (segment_id, object_key, size_bytes, stored_at, discovered_at, schema_pins)
            SELECT segment_id, object_key, size_bytes, stored_at, discovered_at, schema_pins FROM raw_segments known
            WHERE NOT EXISTS (SELECT 1 FROM rebuild.raw_segments r WHERE r.segment_id = known.segment_id)
            ON CONFLICT DO NOTHING""";

    private final Transactions transactions;

    public RebuildTables(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /**
     * Makes the twins, or goes on with those of a run that ended early if the same would come of it; what that one could
     * not read is tried once more.
     *
     * @param version pipeline version; with another one, or other migrations, it begins anew
     * @return whether it goes on
     * @throws ProblemException CONFLICT when the run is not alive; DATABASE_UNAVAILABLE when the user may not make schemas
     */
    public boolean prepare(long runId, String version) {
        return transactions.run(connection -> {
            ReplayLoader.requireAlive(connection, runId);
            // Two runs can be here only when one of them was taken for dead, and then it is refused above.
            lockRun(connection, runId);
            String home = home(connection);
            refuseMaterializedViews(connection);
            String same = version + " " + migrations(connection);
            if (isUnderWay(connection, same)) {
                execute(
                        connection,
                        "UPDATE rebuild.raw_segments SET state = 'new', reason = '', finished_at = NULL"
                                + " WHERE state = 'quarantined'");
                return true;
            }
            execute(connection, "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
            execute(connection, "CREATE SCHEMA " + SCHEMA);
            new TableTwin(connection, home, SCHEMA).make(TABLES);
            execute(connection, "CREATE TABLE rebuild.progress (version text NOT NULL, begun_at timestamptz NOT NULL)");
            execute(
                    connection,
                    "CREATE TABLE rebuild.repeated (action_id bigint, event_id uuid, PRIMARY KEY (action_id, event_id))");
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO rebuild.progress VALUES (?, now())")) {
                insert.setString(1, same);
                insert.executeUpdate();
            }
            return false;
        });
    }

    /** They would go on showing the old tables; nobody but their owner knows when they may be made anew. */
    private static void refuseMaterializedViews(Connection connection) throws SQLException {
        Optional<String> view = text(
                connection,
                """
                SELECT v.oid::regclass::text FROM pg_depend d
                JOIN pg_rewrite w ON w.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
                JOIN pg_class v ON v.oid = w.ev_class
                JOIN pg_class t ON t.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass
                WHERE v.relkind = 'm' AND t.relnamespace = current_schema()::regnamespace AND t.relname IN (%s)
                LIMIT 1"""
                        .formatted("'" + String.join("', '", TABLES) + "'"));
        if (view.isPresent()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "the materialized view " + view.get() + " reads the tables; drop it, and make it anew afterwards");
        }
    }

    /** Keeps the run from being given up until this transaction ends. */
    private static void lockRun(Connection connection, long runId) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT 1 FROM job_runs WHERE run_id = ? FOR SHARE")) {
            query.setLong(1, runId);
            query.executeQuery().close();
        }
    }

    private static boolean isUnderWay(Connection connection, String version) throws SQLException {
        if (text(connection, "SELECT to_regclass('rebuild.progress')::text").isEmpty()) {
            return false;
        }
        return text(connection, "SELECT version FROM rebuild.progress")
                .filter(version::equals)
                .isPresent();
    }

    private static String migrations(Connection connection) throws SQLException {
        return text(connection, "SELECT max(installed_rank)::text FROM flyway_schema_history")
                .orElse("");
    }

    /** Takes over which segments there are; returns those that are new here. */
    public int copySegments() {
        return transactions.run(connection -> update(connection, COPY_SEGMENTS));
    }

    /**
     * Takes the oldest segments that are still to be loaded here for a run, in order; as {@link Segments#take}.
     *
     * @param upTo not those behind this one; empty = all
     */
    public List<SegmentTask> take(long runId, String upTo, int limit) {
        return transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    """
                    UPDATE rebuild.raw_segments SET run_id = ?
                    WHERE segment_id IN (SELECT segment_id FROM rebuild.raw_segments
                                         WHERE state = 'new' AND run_id IS DISTINCT FROM ?
                                           AND (? = '' OR segment_id <= ?)
                                         ORDER BY segment_id LIMIT ? FOR UPDATE)
                    RETURNING segment_id, object_key, size_bytes, stored_at, discovered_at""")) {
                update.setLong(1, runId);
                update.setLong(2, runId);
                update.setString(3, upTo);
                update.setString(4, upTo);
                update.setInt(5, limit);
                List<SegmentTask> tasks = Segments.tasks(update, runId);
                tasks.sort(Comparator.comparing(SegmentTask::segment));
                return tasks;
            }
        });
    }

    /**
     * Makes sure that nothing is lost which counts today.
     *
     * @throws ProblemException CONFLICT that names a segment which is loaded, and cannot be read any more
     */
    public void requireReadable() {
        Optional<String> lost = transactions.run(
                connection -> text(
                        connection,
                        """
                SELECT segment_id || ': ' || r.reason FROM rebuild.raw_segments r JOIN raw_segments known USING (segment_id)
                WHERE r.state = 'quarantined' AND known.state = 'loaded' ORDER BY segment_id LIMIT 1"""));
        if (lost.isPresent()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "a segment that is counted cannot be read any more, and its events would be lost; " + lost.get());
        }
    }

    /** Lets the planner learn what the tables hold. */
    public void analyze() {
        transactions.run(connection -> {
            for (String table : TABLES) {
                execute(connection, "ANALYZE rebuild." + table);
            }
            return true;
        });
    }

    /** Lets the dead letters keep the time at which they were first seen, by which an unfinished replay knows them. */
    public void keepFirstSight() {
        transactions.run(
                connection -> update(
                        connection,
                        """
                UPDATE rebuild.dead_letters d SET first_seen_at = known.first_seen_at
                FROM dead_letters known
                WHERE known.event_id = d.event_id AND known.first_seen_at <> d.first_seen_at"""));
    }

    static String home(Connection connection) throws SQLException {
        return text(connection, "SELECT quote_ident(current_schema())")
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.DATABASE_UNAVAILABLE, "the database user has no schema on its search path"));
    }

    /** Schema of the tables that are read, on a connection that finds those of the rebuild first. */
    static String read(Connection connection) throws SQLException {
        return text(
                        connection,
                        "SELECT quote_ident(s) FROM unnest(current_schemas(false)) s WHERE s <> '" + SCHEMA + "'")
                .orElseThrow();
    }

    static Optional<String> text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
