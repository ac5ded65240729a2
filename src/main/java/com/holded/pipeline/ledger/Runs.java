package com.holded.pipeline.ledger;

import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.platform.JsonText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import javax.sql.DataSource;

/**
 * The run table: which executions there are, and that one run per job is alive at a time, across replicas. Jakarta Batch
 * leaves a killed execution STARTED for ever; here a run that shows no sign of life for the lease is abandoned and the
 * next one starts. All times are the database's. Thread-safe.
 */
public final class Runs {
    /** What the tables say of a run's progress now; each table is asked by an index, and most hold nothing of it. */
    private static final String PROGRESS =
            """
            segments = p.segments + t.segments, segments_done = p.done + t.segments,
            quarantined = p.quarantined + t.quarantined, bytes = p.bytes + t.bytes, bytes_done = p.bytes_done + t.bytes,
            events = p.events + d.events + t.events, loaded = p.loaded + d.loaded + t.loaded,
            duplicates = p.duplicates + d.duplicates + t.duplicates,
            conflicts = p.conflicts + d.conflicts + t.conflicts,
            dead_letters = p.dead_letters + d.dead_letters + t.dead_letters
            FROM (SELECT count(*) AS segments, count(finished_at) AS done,
                         count(finished_at) FILTER (WHERE state = 'quarantined') AS quarantined,
                         coalesce(sum(size_bytes), 0) AS bytes,
                         coalesce(sum(size_bytes) FILTER (WHERE finished_at IS NOT NULL), 0) AS bytes_done,
                         coalesce(sum(events), 0) AS events, coalesce(sum(loaded), 0) AS loaded,
                         coalesce(sum(duplicates), 0) AS duplicates, coalesce(sum(conflicts), 0) AS conflicts,
                         coalesce(sum(dead_letters), 0) AS dead_letters
                  FROM raw_segments WHERE run_id = ?) p,
                 (SELECT count(*) AS events, count(*) FILTER (WHERE outcome = 'loaded') AS loaded,
                         count(*) FILTER (WHERE outcome = 'duplicate') AS duplicates,
                         count(*) FILTER (WHERE outcome = 'conflict') AS conflicts,
                         count(*) FILTER (WHERE outcome = 'failed') AS dead_letters
                  FROM dead_letter_outcomes WHERE run_id = ?) d,
                 (SELECT count(*) AS segments, count(*) FILTER (WHERE quarantined) AS quarantined,
                         coalesce(sum(size_bytes), 0) AS bytes, coalesce(sum(events), 0) AS events,
                         coalesce(sum(loaded), 0) AS loaded, coalesce(sum(duplicates), 0) AS duplicates,
                         coalesce(sum(conflicts), 0) AS conflicts, coalesce(sum(dead_letters), 0) AS dead_letters
                  FROM dry_run_segments WHERE run_id = ?) t
            """;

    private static final String IF_ALIVE = " WHERE r.run_id = ? AND " + RunRows.ALIVE;

    private final Transactions transactions;
    private final Duration lease;

    public Runs(DataSource dataSource, Duration lease) {
        this.transactions = new Transactions(dataSource);
        this.lease = lease;
    }

    /** Starts a run over all that waits; empty when one of this job is alive. */
    public Optional<Run> start(String job, String startedBy) {
        return start(job, startedBy, RunParameters.ALL);
    }

    /** Starts a run; empty when one of this job is alive. */
    public Optional<Run> start(String job, String startedBy, RunParameters parameters) {
        return start(job, startedBy, parameters, 0);
    }

    /** Starts a run that does the rest of an ended one; empty when one is alive, or the rest was taken up before. */
    public Optional<Run> restart(Run ended, String startedBy) {
        return start(ended.job(), startedBy, ended.parameters(), ended.id());
    }

    private Optional<Run> start(String job, String startedBy, RunParameters parameters, long restartOf) {
        return transactions.run(connection -> {
            abandonSilent(connection, job);
            try (PreparedStatement insert = connection.prepareStatement(
                    """
                    INSERT INTO job_runs AS r (job_name, started_by, parameters, restart_of)
                    VALUES (?, ?, ?::jsonb, nullif(?, 0))
                    ON CONFLICT DO NOTHING RETURNING"""
                            + RunRows.COLUMNS)) {
                insert.setString(1, job);
                insert.setString(2, startedBy);
                insert.setString(3, JsonText.write(parameters.toJson()));
                insert.setLong(4, restartOf);
                return RunRows.first(insert);
            }
        });
    }

    /** Shows the runs of all jobs that gave no sign of life within the lease as abandoned, and returns them. */
    public List<Run> abandonSilent() {
        return transactions.run(connection -> abandonSilent(connection, ""));
    }

    private List<Run> abandonSilent(Connection connection, String job) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                """
                UPDATE job_runs r SET status = 'ABANDONED', ended_at = now(), message = 'no sign of life within the lease'
                WHERE r.job_name = coalesce(nullif(?, ''), r.job_name)
                  AND r.heartbeat_at < now() - make_interval(secs => ?) AND %s RETURNING"""
                                .formatted(RunRows.ALIVE)
                        + RunRows.COLUMNS)) {
            update.setString(1, job);
            update.setDouble(2, lease.toMillis() / 1000.0);
            return RunRows.all(update);
        }
    }

    /** Notes that it is at work; the batch execution is that of Jakarta Batch, or 0 outside of a server. */
    public void started(long runId, long batchExecutionId) {
        update(
                """
                UPDATE job_runs r SET batch_execution_id = nullif(?, 0), heartbeat_at = now(),
                    status = CASE r.status WHEN 'STARTING' THEN 'STARTED' ELSE r.status END
                WHERE r.run_id = ? AND %s"""
                        .formatted(RunRows.ALIVE),
                batchExecutionId,
                runId);
    }

    /**
     * Gives a sign of life and the progress so far; false when the run is to stop, because someone asked for it or
     * because it was abandoned.
     */
    public boolean heartbeat(long runId) {
        return transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE job_runs r SET heartbeat_at = now(), "
                    + PROGRESS + IF_ALIVE + " RETURNING" + RunRows.COLUMNS)) {
                for (int position = 1; position <= 4; position++) {
                    update.setLong(position, runId);
                }
                return goesOn(update);
            }
        });
    }

    /**
     * As {@link #heartbeat(long)}, and counts at the same moment what the run is still to take.
     *
     * @param asked what it takes
     * @param after only segments behind this one; empty = all
     */
    public boolean heartbeat(long runId, RunParameters asked, Optional<SegmentId> after) {
        return transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE job_runs r SET heartbeat_at = now(), waiting_segments = w.segments, waiting_bytes = w.bytes, "
                            + PROGRESS
                            + ", (SELECT count(*) AS segments, coalesce(sum(size_bytes), 0) AS bytes FROM raw_segments WHERE "
                            + Wanted.of(asked) + " AND run_id IS DISTINCT FROM ? AND segment_id > ?) w"
                            + IF_ALIVE + " RETURNING" + RunRows.COLUMNS)) {
                for (int position = 1; position <= 3; position++) {
                    update.setLong(position, runId);
                }
                int position = Wanted.bind(update, 4, asked);
                update.setLong(position++, runId);
                update.setString(position++, after.map(SegmentId::toString).orElse(""));
                update.setLong(position, runId);
                return goesOn(update);
            }
        });
    }

    private static boolean goesOn(PreparedStatement update) throws SQLException {
        return RunRows.first(update)
                .filter(run -> run.status() != RunStatus.STOPPING)
                .isPresent();
    }

    /** Notes how long the steps of the pipeline took, in milliseconds, all workers together. */
    public void steps(long runId, SortedMap<String, Long> millis) {
        JsonBuilder steps = new JsonBuilder();
        millis.forEach(steps::number);
        transactions.run(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE job_runs SET step_millis = ?::jsonb WHERE run_id = ?")) {
                update.setString(1, JsonText.write(steps.build()));
                update.setLong(2, runId);
                return update.executeUpdate();
            }
        });
    }

    /** Ends a run that is alive and did what it was asked for: completed it, or stopped. */
    public void endWell(long runId) {
        Failpoint.BEFORE_RUN_END.hit();
        end(runId, "CASE r.status WHEN 'STOPPING' THEN 'STOPPED' ELSE 'COMPLETED' END", "");
    }

    /** Ends a run that is alive. */
    public void end(long runId, RunStatus status, String message) {
        end(runId, "'" + status.name() + "'", message);
    }

    private void end(long runId, String status, String message) {
        transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE job_runs r SET status = " + status
                    + ", message = ?, ended_at = now(), heartbeat_at = now(), " + PROGRESS + IF_ALIVE)) {
                update.setString(1, message);
                for (int position = 2; position <= 5; position++) {
                    update.setLong(position, runId);
                }
                update.executeUpdate();
            }
            return DryRuns.forget(connection, runId);
        });
    }

    /** Marks a run as about to stop; false when it is not alive. */
    public boolean stopping(long runId) {
        return update("UPDATE job_runs r SET status = 'STOPPING' WHERE r.run_id = ? AND " + RunRows.ALIVE, runId) == 1;
    }

    /** The run of this id. */
    public Optional<Run> find(long runId) {
        return one("r.run_id = ?", runId);
    }

    /** Those of these runs that there are. */
    public List<Run> find(Collection<Long> runIds) {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT" + RunRows.COLUMNS + " FROM job_runs r WHERE r.run_id = ANY (?)")) {
                query.setArray(1, connection.createArrayOf("bigint", runIds.toArray()));
                return RunRows.all(query);
            }
        });
    }

    /** The run that did the rest of this one. */
    public Optional<Run> restartOf(long runId) {
        return one("r.restart_of = ?", runId);
    }

    private Optional<Run> one(String condition, long parameter) {
        return transactions.run(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT" + RunRows.COLUMNS + " FROM job_runs r WHERE " + condition)) {
                query.setLong(1, parameter);
                return RunRows.first(query);
            }
        });
    }

    /** The latest runs, newest first. */
    public List<Run> latest(int limit) {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT" + RunRows.COLUMNS + " FROM job_runs r ORDER BY r.run_id DESC LIMIT ?")) {
                query.setInt(1, limit);
                return RunRows.all(query);
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
}
