package com.holded.pipeline.ledger;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Counts dead letters that pass now, exactly once. A batch is one transaction: lock the dead letters that are still open,
 * insert their events under their own ids by the rules of every load, add to the rollup what was really inserted, move
 * the dead letters on, put on record what came of each. A dead letter that is no longer open is left alone, so a batch may
 * be repeated after any failure. Thread-safe.
 *
 * <p>Parallel loads cannot deadlock with it: it inserts messages and rollup rows in the order in which they do, and what
 * it locks before and after belongs to segments that are loaded.
 */
public final class ReplayLoader {
    private final Transactions transactions;

    public ReplayLoader(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /**
     * Settles a batch and tells what became of each dead letter that was still open.
     *
     * @throws ProblemException CONFLICT when the run is no longer alive; DATABASE_UNAVAILABLE when PostgreSQL does not do
     *     its part, and then nothing is settled or the outcome is unknown: repeat it
     */
    public List<ReplayOutcome> load(Replay replay, long runId, ReplayBatch batch) {
        return transactions.run(connection -> {
            requireAlive(connection, runId);
            List<ReplayOutcome> outcomes = settle(connection, batch);
            record(connection, replay, runId, batch.enrichedKey(), outcomes);
            return outcomes;
        });
    }

    /** What {@link #load} would make of a batch now; nothing is changed. */
    public List<ReplayOutcome> tryOut(ReplayBatch batch) {
        return transactions.undone(connection -> settle(connection, batch));
    }

    static void requireAlive(Connection connection, long runId) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT 1 FROM job_runs WHERE run_id = ? AND status IN ('STARTING', 'STARTED', 'STOPPING')")) {
            query.setLong(1, runId);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new ProblemException(ErrorCode.CONFLICT, "run " + runId + " is no longer alive");
                }
            }
        }
    }

    static List<ReplayOutcome> settle(Connection connection, ReplayBatch batch) throws SQLException {
        Set<UUID> open = lockOpen(connection, ids(batch));
        List<EnrichedEvent> passed = batch.passed().stream()
                .filter(event -> open.contains(event.id().value()))
                .toList();
        List<ReplayOutcome> outcomes = new ArrayList<>();
        batch.failed().stream()
                .filter(failed -> open.contains(failed.id().value()))
                .map(failed -> failed(failed.id(), failed.schemaId(), failed.violations()))
                .forEach(outcomes::add);
        if (!passed.isEmpty()) {
            outcomes.addAll(count(connection, passed));
        }
        moveOn(connection, outcomes);
        return outcomes;
    }

    private static List<UUID> ids(ReplayBatch batch) {
        return Stream.concat(
                        batch.passed().stream().map(EnrichedEvent::id),
                        batch.failed().stream().map(ReplayBatch.Failed::id))
                .map(EventId::value)
                .toList();
    }

    private static Set<UUID> lockOpen(Connection connection, List<UUID> ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT event_id FROM dead_letters WHERE event_id = ANY (?) AND status = 'open'
                ORDER BY event_id FOR UPDATE""")) {
            query.setArray(1, array(connection, ids));
            Set<UUID> open = new HashSet<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    open.add(row.getObject(1, UUID.class));
                }
            }
            return open;
        }
    }

    private static List<ReplayOutcome> count(Connection connection, List<EnrichedEvent> passed) throws SQLException {
        Savepoint clean = connection.setSavepoint();
        try {
            return insert(connection, passed);
        } catch (SQLException e) {
            if (!SqlStates.refusesData(e)) {
                throw e;
            }
            connection.rollback(clean);
            Map<EventId, Violation> refused = Poison.among(connection, passed);
            List<ReplayOutcome> outcomes = new ArrayList<>();
            List<EnrichedEvent> rest = new ArrayList<>();
            for (EnrichedEvent event : passed) {
                Violation violation = refused.get(event.id());
                if (violation == null) {
                    rest.add(event);
                } else {
                    outcomes.add(failed(event.id(), event.schemaId(), List.of(violation)));
                }
            }
            outcomes.addAll(insert(connection, rest));
            return outcomes;
        }
    }

    private static List<ReplayOutcome> insert(Connection connection, List<EnrichedEvent> events) throws SQLException {
        Messages messages = Messages.among(connection, events);
        EventRows.count(connection, messages);
        EventRows.keepDuplicates(connection, messages.duplicates());
        List<ReplayOutcome> outcomes = new ArrayList<>();
        messages.freshEvents().forEach(event -> outcomes.add(outcome(event, ReplayOutcome.Kind.LOADED, List.of())));
        messages.duplicates()
                .forEach(
                        duplicate -> outcomes.add(outcome(duplicate.event(), ReplayOutcome.Kind.DUPLICATE, List.of())));
        messages.conflicts()
                .forEach(
                        event -> outcomes.add(outcome(event, ReplayOutcome.Kind.CONFLICT, List.of(Poison.conflict()))));
        return outcomes;
    }

    private static ReplayOutcome outcome(EnrichedEvent event, ReplayOutcome.Kind kind, List<Violation> violations) {
        return new ReplayOutcome(event.id(), kind, event.schemaId(), violations);
    }

    private static ReplayOutcome failed(EventId id, int schemaId, List<Violation> violations) {
        return new ReplayOutcome(id, ReplayOutcome.Kind.FAILED, schemaId, violations);
    }

    private static void moveOn(Connection connection, List<ReplayOutcome> outcomes) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                """
                UPDATE dead_letters
                SET attempts = attempts + 1,
                    status = CASE WHEN event_id = ANY (?) THEN 'replayed' ELSE status END
                WHERE event_id = ANY (?)""")) {
            update.setArray(
                    1,
                    array(connection, ids(outcomes, List.of(ReplayOutcome.Kind.LOADED, ReplayOutcome.Kind.DUPLICATE))));
            update.setArray(2, array(connection, ids(outcomes, List.of(ReplayOutcome.Kind.values()))));
            update.executeUpdate();
        }
        try (PreparedStatement update = connection.prepareStatement(
                """
                UPDATE raw_segments r
                SET replayed = r.replayed + d.loaded, replayed_duplicates = r.replayed_duplicates + d.duplicates
                FROM (SELECT segment_id, count(*) FILTER (WHERE event_id = ANY (?)) AS loaded,
                             count(*) FILTER (WHERE event_id = ANY (?)) AS duplicates
                      FROM dead_letters WHERE event_id = ANY (?) GROUP BY segment_id) d
                WHERE r.segment_id = d.segment_id AND d.loaded + d.duplicates > 0""")) {
            update.setArray(1, array(connection, ids(outcomes, List.of(ReplayOutcome.Kind.LOADED))));
            update.setArray(2, array(connection, ids(outcomes, List.of(ReplayOutcome.Kind.DUPLICATE))));
            update.setArray(3, array(connection, ids(outcomes, List.of(ReplayOutcome.Kind.values()))));
            update.executeUpdate();
        }
    }

    private static void record(
            Connection connection, Replay replay, long runId, String enrichedKey, List<ReplayOutcome> outcomes)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                """
                INSERT INTO dead_letter_outcomes (action_id, event_id, outcome, run_id, schema_id, errors, enriched_key)
                VALUES (?, ?, ?, ?, ?, ?::jsonb, nullif(?, ''))""")) {
            for (ReplayOutcome outcome : outcomes) {
                insert.setLong(1, replay.id());
                insert.setObject(2, outcome.id().value());
                insert.setString(3, outcome.kind().name().toLowerCase(Locale.ROOT));
                insert.setLong(4, runId);
                insert.setInt(5, outcome.schemaId());
                insert.setString(6, JsonText.write(Violation.toJson(outcome.errors())));
                insert.setString(7, outcome.kind().settled() ? enrichedKey : "");
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static List<UUID> ids(List<ReplayOutcome> outcomes, Collection<ReplayOutcome.Kind> kinds) {
        return outcomes.stream()
                .filter(outcome -> kinds.contains(outcome.kind()))
                .map(outcome -> outcome.id().value())
                .toList();
    }

    private static Array array(Connection connection, List<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }
}
