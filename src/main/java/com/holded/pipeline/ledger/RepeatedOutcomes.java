package com.holded.pipeline.ledger;

import com.holded.pipeline.event.EventId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What administrators did with dead letters, done again over the tables of a rebuild: in the old order, and each behind
 * the segment that was the newest one loaded then. The audit stays as it is. Thread-safe.
 */
public final class RepeatedOutcomes {
    private static final int BATCH = 500;

    private final Transactions transactions;

    /** @param rebuild connections that find the tables of the rebuild by their plain names */
    public RepeatedOutcomes(DataSource rebuild) {
        this.transactions = new Transactions(rebuild);
    }

    /**
     * Outcomes of one action that stand at one place.
     *
     * @param actionId the action
     * @param afterSegment the newest segment that was loaded when they were recorded
     * @param patch of the action; empty = none
     * @param outcomes at most 500
     */
    public record Batch(long actionId, String afterSegment, Optional<String> patch, List<Outcome> outcomes) {
        public Batch {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * One of them.
     *
     * @param outcome as the audit has it
     * @param schemaId schema that the event was judged by
     * @param letter the dead letter, if it is one in the rebuild and still open
     */
    public record Outcome(UUID eventId, String outcome, int schemaId, Optional<KeptDeadLetter> letter) {
        /** Whether the event was accounted for. */
        public boolean settled() {
            return outcome.equals("loaded") || outcome.equals("duplicate");
        }
    }

    /** Where the next outcomes stand that are to be repeated: behind this segment; empty when there are none. */
    public Optional<String> nextPlace() {
        return transactions.run(connection -> RebuildTables.text(
                connection,
                "SELECT o.after_segment FROM dead_letter_outcomes o WHERE " + NOT_REPEATED
                        + " ORDER BY o.after_segment LIMIT 1"));
    }

    private static final String NOT_REPEATED =
            """
            NOT EXISTS (SELECT 1 FROM rebuild.repeated r WHERE r.action_id = o.action_id AND r.event_id = o.event_id)""";

    /** The next outcomes that are to be repeated; empty when there are none. */
    public Optional<Batch> next() {
        return transactions.run(RepeatedOutcomes::next);
    }

    private static Optional<Batch> next(Connection connection) throws SQLException {
        String sql =
                """
                WITH first AS (
                    SELECT o.action_id, o.after_segment, o.recorded_at FROM dead_letter_outcomes o
                    WHERE %s ORDER BY o.after_segment, o.recorded_at, o.action_id LIMIT 1)
                SELECT o.action_id AS action, o.after_segment, a.patch, o.outcome, o.schema_id AS judged_by,
                       o.event_id AS outcome_of, d.status IS NOT NULL AS is_open, %s
                FROM dead_letter_outcomes o JOIN first USING (action_id, after_segment, recorded_at)
                JOIN dead_letter_actions a USING (action_id)
                LEFT JOIN dead_letters d ON d.event_id = o.event_id AND d.status = 'open'
                WHERE %s ORDER BY o.event_id LIMIT ?"""
                        .formatted(NOT_REPEATED, DeadLetters.columns("d"), NOT_REPEATED);
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setInt(1, BATCH);
            List<Outcome> outcomes = new ArrayList<>();
            long action = 0;
            String after = "";
            Optional<String> patch = Optional.empty();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    action = row.getLong("action");
                    after = row.getString("after_segment");
                    patch = Optional.ofNullable(row.getString("patch"));
                    outcomes.add(new Outcome(
                            row.getObject("outcome_of", UUID.class),
                            row.getString("outcome"),
                            row.getInt("judged_by"),
                            row.getBoolean("is_open") ? Optional.of(DeadLetters.letter(row)) : Optional.empty()));
                }
            }
            return outcomes.isEmpty() ? Optional.empty() : Optional.of(new Batch(action, after, patch, outcomes));
        }
    }

    /**
     * Repeats a batch in one transaction.
     *
     * @param judged those of its dead letters that were settled, judged again
     * @return settled ones that do not pass any more, and stay open
     * @throws com.holded.pipeline.platform.ProblemException CONFLICT when the run is not alive
     */
    public List<ReplayOutcome> repeat(long runId, Batch batch, ReplayBatch judged) {
        return transactions.run(connection -> {
            ReplayLoader.requireAlive(connection, runId);
            note(connection, batch);
            discard(connection, batch);
            return ReplayLoader.settle(connection, judged).stream()
                    .filter(outcome -> !outcome.kind().settled()
                            && batch.outcomes().stream()
                                    .anyMatch(before ->
                                            before.settled() && outcome.id().equals(new EventId(before.eventId()))))
                    .toList();
        });
    }

    /** First of all, so that of two runs that repeat the same batch one is refused by the key. */
    private static void note(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO rebuild.repeated SELECT ?, unnest(?::uuid[])")) {
            insert.setLong(1, batch.actionId());
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid",
                            batch.outcomes().stream().map(Outcome::eventId).toArray()));
            insert.executeUpdate();
        }
    }

    private static void discard(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE dead_letters SET status = 'discarded' WHERE event_id = ANY (?) AND status = 'open'")) {
            update.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid",
                            batch.outcomes().stream()
                                    .filter(outcome -> outcome.outcome().equals("discarded"))
                                    .map(Outcome::eventId)
                                    .toArray()));
            update.executeUpdate();
        }
    }
}
