package com.holded.pipeline.reports;

import com.holded.pipeline.ledger.Transactions;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The table of reports that are made in the background, by which replicas share the work. All times are the database's.
 * Whoever takes a run up has it until its lease ends, and extends the lease as long as it lives; who took it up last may
 * end it. Thread-safe.
 */
@Singleton
public class ReportRuns {
    /** Silence after which who makes a report counts as dead. */
    static final Duration LEASE = Duration.ofSeconds(15);

    /** More than this wait for nobody's good. */
    private static final int MOST_OPEN = 200;

    /** A report that was taken up so often, and at which a replica died then, is not tried again. */
    private static final int MOST_ATTEMPTS = 3;

    private final Transactions transactions;

    /** The table in this database. */
    @Inject
    public ReportRuns(DataSource database) {
        this.transactions = new Transactions(database);
    }

    /**
     * Asks for a report.
     *
     * @param companyId the only company whose keys may see it; empty = keys that are bound to none
     * @throws ProblemException OVERLOADED when too many wait
     */
    ReportRun add(String report, Format format, Map<String, String> parameters, String companyId, String requestedBy) {
        List<ReportRun> added = query(
                "INSERT INTO report_runs (run_id, report, format, parameters, company_id, requested_by)"
                        + " SELECT ?, ?, ?, ?::jsonb, ?, ?"
                        + " WHERE (SELECT count(*) FROM report_runs WHERE status IN ('waiting', 'running')) < ?"
                        + " RETURNING " + ReportRunRow.COLUMNS,
                statement -> {
                    statement.setObject(1, UUID.randomUUID());
                    statement.setString(2, report);
                    statement.setString(3, format.extension());
                    statement.setString(4, ReportRunRow.json(parameters));
                    statement.setString(5, companyId);
                    statement.setString(6, requestedBy);
                    statement.setInt(7, MOST_OPEN);
                });
        return added.stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.OVERLOADED, MOST_OPEN + " reports wait to be made; try again later"));
    }

    /** The run of this id, if there is one that the caller may see. */
    Optional<ReportRun> find(UUID id, Caller caller) {
        return query(
                        "SELECT " + ReportRunRow.COLUMNS + " FROM report_runs WHERE run_id = ? AND status <> 'deleted'",
                        statement -> statement.setObject(1, id))
                .stream()
                .filter(run -> caller.maySee(run.companyId()))
                .findFirst();
    }

    /** The latest that the caller may see, newest first. */
    List<ReportRun> latest(int most, Caller caller) {
        String company = caller.company().orElse("");
        return query(
                "SELECT " + ReportRunRow.COLUMNS
                        + " FROM report_runs WHERE status <> 'deleted' AND (? = '' OR company_id = ?)"
                        + " ORDER BY requested_at DESC, run_id LIMIT ?",
                statement -> {
                    statement.setString(1, company);
                    statement.setString(2, company);
                    statement.setInt(3, most);
                });
    }

    /** Takes up the run that has waited longest, or whose maker is dead; empty when there is none. */
    Optional<ReportRun> take() {
        query(
                "UPDATE report_runs SET status = 'failed', ended_at = now(),"
                        + " message = 'The service ended while it made the report, time and again'"
                        + " WHERE status = 'running' AND leased_until < now() AND attempts >= ? RETURNING "
                        + ReportRunRow.COLUMNS,
                statement -> statement.setInt(1, MOST_ATTEMPTS));
        return query(
                        "UPDATE report_runs SET status = 'running', attempts = attempts + 1, started_at = now(),"
                                + " size_bytes = 0, leased_until = now() + make_interval(secs => ?)"
                                + " WHERE run_id = (SELECT run_id FROM report_runs"
                                + " WHERE status IN ('waiting', 'running')"
                                + " AND coalesce(leased_until, '-infinity') < now() ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING "
                                + ReportRunRow.COLUMNS,
                        statement -> statement.setDouble(1, LEASE.toMillis() / 1000.0))
                .stream()
                .findFirst();
    }

    /** Shows that it is being made; false when it is no longer the caller's. */
    boolean extend(ReportRun run, long sizeBytes) {
        return end(
                run,
                "size_bytes = ?, leased_until = now() + make_interval(secs => ?)",
                statement -> {
                    statement.setLong(1, sizeBytes);
                    statement.setDouble(2, LEASE.toMillis() / 1000.0);
                },
                2);
    }

    /** Its file stands in object storage; false when it is no longer the caller's, and so is the file. */
    boolean ready(ReportRun run, long sizeBytes, String sha256, String position) {
        return end(
                run,
                "status = 'ready', ended_at = now(), leased_until = NULL, size_bytes = ?, sha256 = ?, position = ?",
                statement -> {
                    statement.setLong(1, sizeBytes);
                    statement.setString(2, sha256);
                    statement.setString(3, position);
                },
                3);
    }

    /** It cannot be made now: somebody takes it up when a lease would have ended. */
    void release(ReportRun run) {
        end(
                run,
                "status = 'waiting', size_bytes = 0, leased_until = now() + make_interval(secs => ?)",
                statement -> statement.setDouble(1, LEASE.toMillis() / 1000.0),
                1);
    }

    /** It cannot be made; false when it is no longer the caller's. */
    boolean failed(ReportRun run, String message) {
        return end(
                run,
                "status = 'failed', ended_at = now(), leased_until = NULL, message = ?",
                statement -> statement.setString(1, message),
                1);
    }

    /** Nobody is to see it any more. */
    void delete(ReportRun run) {
        query(
                "UPDATE report_runs SET status = 'deleted' WHERE run_id = ? RETURNING " + ReportRunRow.COLUMNS,
                statement -> statement.setObject(1, run.id()));
    }

    /** Hides what ended so long ago, and tells which files are no longer needed and no longer written. */
    List<ReportRun> outdated(Duration kept) {
        query(
                "UPDATE report_runs SET status = 'deleted' WHERE status IN ('ready', 'failed')"
                        + " AND ended_at < now() - make_interval(secs => ?) RETURNING " + ReportRunRow.COLUMNS,
                statement -> statement.setDouble(1, kept.toMillis() / 1000.0));
        return query(
                "SELECT " + ReportRunRow.COLUMNS + " FROM report_runs"
                        + " WHERE status = 'deleted' AND (leased_until IS NULL OR leased_until < now())",
                statement -> {});
    }

    /** Its file is gone. */
    void forget(ReportRun run) {
        query(
                "DELETE FROM report_runs WHERE run_id = ? AND status = 'deleted' RETURNING " + ReportRunRow.COLUMNS,
                statement -> statement.setObject(1, run.id()));
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private boolean end(ReportRun run, String change, Parameters parameters, int count) {
        return !query(
                        "UPDATE report_runs SET " + change
                                + " WHERE run_id = ? AND status = 'running' AND attempts = ? RETURNING "
                                + ReportRunRow.COLUMNS,
                        statement -> {
                            parameters.set(statement);
                            statement.setObject(count + 1, run.id());
                            statement.setInt(count + 2, run.attempt());
                        })
                .isEmpty();
    }

    private List<ReportRun> query(String sql, Parameters parameters) {
        return transactions.run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                parameters.set(statement);
                List<ReportRun> runs = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        runs.add(ReportRunRow.of(row));
                    }
                }
                return runs;
            }
        });
    }
}
