package com.holded.pipeline.ledger;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Puts the tables of a rebuild in the place of those that are read, in one transaction: a reader sees the old ones or the
 * new ones. Views are made anew over the new tables by replacing them, so that their rights, comments and the views on
 * them stay. Thread-safe.
 */
public final class TableSwap {
    /** Where the old tables stand from the swap until they are dropped. */
    static final String RETIRED = "rebuild_retired";

    /** Readers wait behind us as long as we wait for those before us. */
    private static final Duration LOCK = Duration.ofMillis(400);

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String TABLES = String.join(", ", RebuildTables.TABLES);
    private static final String TWINS = RebuildTables.TABLES.stream()
            .map(table -> RebuildTables.SCHEMA + "." + table)
            .collect(Collectors.joining(", "));

    private final Transactions transactions;

    public TableSwap(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** What came of an attempt. */
    public enum Outcome {
        /** The new tables are the ones that are read. */
        SWAPPED,
        /** Something was loaded or decided since that the new tables do not have. */
        BEHIND,
        /** Somebody uses the tables, or looks at a moment before the last load: try again. */
        BUSY
    }

    /** A mark of this moment, before which nobody may look when the tables are swapped. To be made after the last load. */
    public String mark() {
        return transactions.run(connection -> RebuildTables.text(connection, "SELECT pg_current_xact_id()::xid::text")
                .orElseThrow());
    }

    /**
     * Tries once.
     *
     * @param mark of {@link #mark}
     * @param runs the runs that must be alive: the rebuild's own, and those under which nobody else loads
     * @throws ProblemException CONFLICT when one of the runs is not alive
     */
    public Outcome attempt(String mark, List<Long> runs) {
        if (transactions.run(connection -> isLookedBack(connection, mark))) {
            return Outcome.BUSY;
        }
        return transactions.run(connection -> {
            try {
                return swap(connection, runs);
            } catch (SQLException failed) {
                if (!LOCK_NOT_AVAILABLE.equals(failed.getSQLState())) {
                    throw failed;
                }
                // Not again at once: readers are to get by.
                connection.rollback();
                return Outcome.BUSY;
            }
        });
    }

    /**
     * Whether a transaction looks at a moment before the mark. It would find the new tables by their names, and in them
     * only what was committed before that moment: a part of them. One that has touched the old tables holds up the swap by
     * its lock; this is about those that have not yet. Everybody may see this much of everybody's sessions; those without
     * a user are PostgreSQL's own.
     */
    private static boolean isLookedBack(Connection connection, String mark) throws SQLException {
        return RebuildTables.text(
                        connection,
                        """
                        SELECT 1 FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                          AND usesysid IS NOT NULL AND backend_xmin IS NOT NULL
                          AND age(backend_xmin) > age('%s'::xid)
                        LIMIT 1"""
                                .formatted(mark))
                .isPresent();
    }

    private static Outcome swap(Connection connection, List<Long> runs) throws SQLException {
        execute(connection, "SET LOCAL lock_timeout = " + LOCK.toMillis());
        String home = RebuildTables.home(connection);
        // Before the rows of the runs, since a heartbeat takes them in this order.
        execute(connection, "LOCK TABLE " + TABLES + ", " + TWINS + " IN ACCESS EXCLUSIVE MODE");
        requireAlive(connection, runs);
        if (isBehind(connection)) {
            connection.rollback();
            return Outcome.BEHIND;
        }
        // Those that were found since wait there as they wait here.
        execute(connection, RebuildTables.COPY_SEGMENTS);
        List<String> views = views(connection, home);
        execute(connection, "CREATE SCHEMA IF NOT EXISTS " + RETIRED);
        for (String table : RebuildTables.TABLES) {
            execute(connection, "ALTER TABLE " + home + "." + table + " SET SCHEMA " + RETIRED);
        }
        for (String table : RebuildTables.TABLES) {
            execute(connection, "ALTER TABLE rebuild." + table + " SET SCHEMA " + home);
        }
        for (String view : views) {
            execute(connection, view);
        }
        execute(connection, "DROP SCHEMA rebuild CASCADE");
        return Outcome.SWAPPED;
    }

    /** They cannot be taken for dead before the swap is over. */
    private static void requireAlive(Connection connection, List<Long> runs) throws SQLException {
        String ids = runs.stream().map(String::valueOf).collect(Collectors.joining(", "));
        int alive = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT run_id FROM job_runs WHERE run_id IN (" + ids
                        + ") AND status IN ('STARTING', 'STARTED') ORDER BY run_id FOR UPDATE")) {
            while (row.next()) {
                alive++;
            }
        }
        if (alive != runs.size()) {
            throw new ProblemException(ErrorCode.CONFLICT, "a run of the rebuild is no longer alive");
        }
    }

    private static boolean isBehind(Connection connection) throws SQLException {
        return RebuildTables.text(
                                connection,
                                """
                                SELECT 1 FROM raw_segments known
                                WHERE known.state <> 'new' AND NOT EXISTS (
                                    SELECT 1 FROM rebuild.raw_segments r
                                    WHERE r.segment_id = known.segment_id
                                      AND (r.state = 'loaded' OR (r.state <> 'new' AND known.state <> 'loaded')))
                                LIMIT 1""")
                        .isPresent()
                || RebuildTables.text(
                                connection,
                                """
                                SELECT 1 FROM dead_letter_outcomes o
                                WHERE NOT EXISTS (SELECT 1 FROM rebuild.repeated r
                                                  WHERE r.action_id = o.action_id AND r.event_id = o.event_id)
                                LIMIT 1""")
                        .isPresent();
    }

    /** Statements that bind the views on these tables to what has their names then, whoever made the views. */
    private static List<String> views(Connection connection, String home) throws SQLException {
        // With nothing on the path, every name in a view's text says its schema.
        execute(connection, "SET LOCAL search_path TO pg_catalog");
        List<String> statements = new ArrayList<>();
        String tables =
                RebuildTables.TABLES.stream().map(table -> "'" + table + "'").collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        """
                        SELECT DISTINCT v.oid, format('CREATE OR REPLACE VIEW %%I.%%I%%s AS %%s', n.nspname, v.relname,
                            CASE WHEN v.reloptions IS NULL THEN ''
                                 ELSE ' WITH (' || array_to_string(v.reloptions, ', ') || ')' END,
                            pg_get_viewdef(v.oid))
                        FROM pg_depend d
                        JOIN pg_rewrite w ON w.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
                        JOIN pg_class v ON v.oid = w.ev_class
                        JOIN pg_namespace n ON n.oid = v.relnamespace
                        JOIN pg_class t ON t.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass
                        WHERE v.relkind = 'v' AND t.relname IN (%s)
                          AND t.relnamespace = '%s'::regnamespace
                        ORDER BY v.oid"""
                                .formatted(tables, home))) {
            while (row.next()) {
                statements.add(row.getString(2));
            }
        }
        return statements;
    }

    /** Drops the old tables; nothing refers to them any more. Does nothing when there are none. */
    public void dropRetired() {
        transactions.run(connection -> {
            execute(connection, "SET LOCAL lock_timeout = " + LOCK.toMillis());
            // All at once, since foreign keys hold them together.
            execute(
                    connection,
                    RebuildTables.TABLES.stream()
                            .map(table -> RETIRED + "." + table)
                            .collect(Collectors.joining(", ", "DROP TABLE IF EXISTS ", "")));
            execute(connection, "DROP SCHEMA IF EXISTS " + RETIRED);
            return true;
        });
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        RebuildTables.execute(connection, sql);
    }
}
