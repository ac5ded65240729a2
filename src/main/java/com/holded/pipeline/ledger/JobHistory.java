package com.holded.pipeline.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Purges what is on record about runs of long ago, here and in the repository of Jakarta Batch. The latest run of each
 * job stays whatever its age. Segments and dead letters keep the ids of the runs that are gone. Thread-safe.
 */
public final class JobHistory {
    /** Bounds a transaction, and with it what a reader of the tables may have to wait for. */
    private static final int AT_ONCE = 5_000;

    private final Transactions transactions;
    private final Duration kept;

    /** Keeps runs that ended so long ago or later. */
    public JobHistory(DataSource dataSource, Duration kept) {
        this.transactions = new Transactions(dataSource);
        this.kept = kept;
    }

    /** Purges and returns how many runs were removed. May run on several replicas at the same time. */
    public int purge() {
        int purged = 0;
        int runs;
        do {
            runs = transactions.run(this::purgeRuns);
            purged += runs;
        } while (runs == AT_ONCE);
        while (transactions.run(this::purgeBatchExecutions) == AT_ONCE) {
            // The next ones.
        }
        transactions.run(JobHistory::purgeDryRuns);
        return purged;
    }

    private int purgeRuns(Connection connection) throws SQLException {
        return delete(
                connection,
                """
                DELETE FROM job_runs WHERE run_id IN (
                    SELECT run_id FROM job_runs r WHERE ended_at < now() - make_interval(secs => ?)
                      AND EXISTS (SELECT FROM job_runs later WHERE later.job_name = r.job_name AND later.run_id > r.run_id)
                    ORDER BY run_id LIMIT ? FOR UPDATE SKIP LOCKED)""");
    }

    /** An execution's row takes those of its steps with it. The times in it are of the replicas' clocks, not PostgreSQL's. */
    private int purgeBatchExecutions(Connection connection) throws SQLException {
        return delete(
                connection,
                """
                DELETE FROM batch.jbatchjobinstancedata WHERE jobinstanceid IN (
                    SELECT jobinstanceid FROM batch.jbatchexecutioninstancedata e
                    WHERE createtime < now() - make_interval(secs => ?) - interval '1 day'
                      AND NOT EXISTS (SELECT FROM job_runs r WHERE r.batch_execution_id = e.jobexecid)
                    ORDER BY jobexecid LIMIT ?)""");
    }

    private int delete(Connection connection, String sql) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setDouble(1, kept.toMillis() / 1000.0);
            delete.setInt(2, AT_ONCE);
            return delete.executeUpdate();
        }
    }

    /** What dry runs left behind that died. */
    private static int purgeDryRuns(Connection connection) throws SQLException {
        int purged = 0;
        for (String table : new String[] {"dry_run_segments", "dry_run_messages"}) {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table
                    + " WHERE run_id NOT IN (SELECT run_id FROM job_runs r WHERE " + RunRows.ALIVE + ")")) {
                purged += delete.executeUpdate();
            }
        }
        return purged;
    }
}
