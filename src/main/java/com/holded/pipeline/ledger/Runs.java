package com.holded.pipeline.ledger;

import com.holded.pipeline.platform.Failpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The run table: which executions there are, and that one run per job is alive at a time, across replicas. Jakarta Batch
 * leaves a killed execution STARTED for ever; here a run that shows no sign of life for the lease is abandoned and the
 * next one starts. All times are the database's. Thread-safe.
 */
public final class Runs {
    private static final String COLUMNS =
            """
            run_id, job_name, status, started_by, started_at, ended_at, coalesce(batch_execution_id, 0) AS batch_id,
            segments, segments_done, events, loaded, duplicates, conflicts, dead_letters, message""";

    private final Transactions transactions;
    private final Duration lease;

    public Runs(DataSource dataSource, Duration lease) {
        this.transactions = new Transactions(dataSource);
        this.lease = lease;
    }

    /** Starts a run; empty when one of this job is alive. */
    public Optional<Run> start(String job, String startedBy) {
        return transactions.run(connection -> {
            abandonSilent(connection, job);
            try (PreparedStatement insert = connection.prepareStatement(
                    """
                    INSERT INTO job_runs (job_name, started_by) VALUES (?, ?)
                    ON CONFLICT DO NOTHING RETURNING
                    """
                            + COLUMNS)) {
                insert.setString(1, job);
                insert.setString(2, startedBy);
                return first(insert);
            }
        });
    }

    private void abandonSilent(Connection connection, String job) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                """
                UPDATE job_runs SET status = 'ABANDONED', ended_at = now(), message = 'no sign of life within the lease'
                WHERE job_name = ? AND status IN ('STARTING', 'STARTED', 'STOPPING')
                  AND heartbeat_at < now() - make_interval(secs => ?)""")) {
            update.setString(1, job);
            update.setDouble(2, lease.toMillis() / 1000.0);
            update.executeUpdate();
        }
    }

    /** Notes that Jakarta Batch runs it under this id. */
    public void started(long runId, long batchExecutionId) {
        update(
                "UPDATE job_runs SET status = 'STARTED', batch_execution_id = ?, heartbeat_at = now()"
                        + " WHERE run_id = ? AND status = 'STARTING'",
                batchExecutionId,
                runId);
    }

    /**
     * Gives a sign of life and the progress so far; false when the run is to stop, because someone asked for it or
     * because it was abandoned.
     */
    public boolean heartbeat(long runId) {
        return update(
                                """
                        UPDATE job_runs r SET heartbeat_at = now(), segments = p.segments, segments_done = p.done,
                            events = p.events + d.events, loaded = p.loaded + d.loaded,
                            duplicates = p.duplicates + d.duplicates, conflicts = p.conflicts + d.conflicts,
                            dead_letters = p.dead_letters + d.dead_letters
                        FROM (SELECT count(*) AS segments, count(*) FILTER (WHERE state <> 'new') AS done,
                                     coalesce(sum(events), 0) AS events, coalesce(sum(loaded), 0) AS loaded,
                                     coalesce(sum(duplicates), 0) AS duplicates,
                                     coalesce(sum(conflicts), 0) AS conflicts,
                                     coalesce(sum(dead_letters), 0) AS dead_letters
                              FROM raw_segments WHERE run_id = ?) p,
                             (SELECT count(*) AS events, count(*) FILTER (WHERE outcome = 'loaded') AS loaded,
                                     count(*) FILTER (WHERE outcome = 'duplicate') AS duplicates,
                                     count(*) FILTER (WHERE outcome = 'conflict') AS conflicts,
                                     count(*) FILTER (WHERE outcome = 'failed') AS dead_letters
                              FROM dead_letter_outcomes WHERE run_id = ?) d
                        WHERE r.run_id = ?""",
                                runId,
                                runId,
                                runId)
                        == 1
                && goesOn(runId);
    }

    private boolean goesOn(long runId) {
        return find(runId)
                .map(run -> run.status().alive() && run.status() != RunStatus.STOPPING)
                .orElse(false);
    }

    /** Ends a run that is alive and did what it was asked for: completed it, or stopped. */
    public void endWell(long runId) {
        Failpoint.BEFORE_RUN_END.hit();
        update(
                """
                UPDATE job_runs SET status = CASE status WHEN 'STOPPING' THEN 'STOPPED' ELSE 'COMPLETED' END,
                    ended_at = now()
                WHERE run_id = ? AND status IN ('STARTING', 'STARTED', 'STOPPING')""",
                runId);
    }

    /** Ends a run that is alive. */
    public void end(long runId, RunStatus status, String message) {
        transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    """
                    UPDATE job_runs SET status = ?, message = ?, ended_at = now()
                    WHERE run_id = ? AND status IN ('STARTING', 'STARTED', 'STOPPING')""")) {
                update.setString(1, status.name());
                update.setString(2, message);
                update.setLong(3, runId);
                return update.executeUpdate();
            }
        });
    }

    /** Marks a run as about to stop; false when it is not alive. */
    public boolean stopping(long runId) {
        return update(
                        """
                        UPDATE job_runs SET status = 'STOPPING'
                        WHERE run_id = ? AND status IN ('STARTING', 'STARTED', 'STOPPING')""",
                        runId)
                == 1;
    }

    /** The run of this id. */
    public Optional<Run> find(long runId) {
        return transactions.run(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM job_runs WHERE run_id = ?")) {
                query.setLong(1, runId);
                return first(query);
            }
        });
    }

    /** The latest runs, newest first. */
    public List<Run> latest(int limit) {
        return transactions.run(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM job_runs ORDER BY run_id DESC LIMIT ?")) {
                query.setInt(1, limit);
                return all(query);
            }
        });
    }

    private int update(String sql, long... parameters) {
        return transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    update.setLong(i + 1, parameters[i]);
                }
                return update.executeUpdate();
            }
        });
    }

    private static Optional<Run> first(PreparedStatement query) throws SQLException {
        return all(query).stream().findFirst();
    }

    private static List<Run> all(PreparedStatement query) throws SQLException {
        List<Run> runs = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                runs.add(run(row));
            }
        }
        return runs;
    }

    private static Run run(ResultSet row) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        return new Run(
                row.getLong("run_id"),
                row.getString("job_name"),
                RunStatus.valueOf(row.getString("status")),
                row.getString("started_by"),
                row.getTimestamp("started_at").toInstant(),
                ended == null ? 0 : ended.getTime(),
                row.getLong("batch_id"),
                new RunProgress(
                        row.getInt("segments"),
                        row.getInt("segments_done"),
                        row.getLong("events"),
                        row.getLong("loaded"),
                        row.getLong("duplicates"),
                        row.getLong("conflicts"),
                        row.getLong("dead_letters")),
                row.getString("message"));
    }
}
