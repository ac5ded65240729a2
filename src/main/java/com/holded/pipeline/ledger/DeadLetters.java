package com.holded.pipeline.ledger;

import com.holded.pipeline.platform.JsonText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The table of dead letters: questions to it, and the end of those that are given up. Thread-safe. */
public final class DeadLetters {
    private static final int EXAMPLES = 3;

    private final Transactions transactions;

    /**
     * Some dead letters, newest first.
     *
     * @param letters at most as many as were asked for
     * @param total how many there are in all
     */
    public record Page(List<KeptDeadLetter> letters, long total) {}

    public DeadLetters(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** The newest dead letters before a position. */
    public Page page(DeadLetterFilter filter, Optional<UUID> before, int limit) {
        return transactions.run(connection -> {
            long total = count(connection, filter);
            try (PreparedStatement query = connection.prepareStatement("SELECT " + columns("dead_letters")
                    + " FROM dead_letters WHERE " + filter.condition()
                    + " AND (?::uuid IS NULL OR event_id < ?::uuid) ORDER BY event_id DESC LIMIT ?")) {
                int next = filter.bind(query, 1);
                query.setObject(next, before.orElse(null));
                query.setObject(next + 1, before.orElse(null));
                query.setInt(next + 2, limit);
                return new Page(all(query), total);
            }
        });
    }

    /** How many dead letters there are. */
    public long count(DeadLetterFilter filter) {
        return transactions.run(connection -> count(connection, filter));
    }

    private static long count(Connection connection, DeadLetterFilter filter) throws SQLException {
        try (PreparedStatement count =
                connection.prepareStatement("SELECT count(*) FROM dead_letters WHERE " + filter.condition())) {
            filter.bind(count, 1);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The largest groups of dead letters by reason, pointer and keyword, largest first. */
    public List<DeadLetterGroup> groups(DeadLetterFilter filter, int limit) {
        String sql =
                """
                SELECT error->>'reason' AS reason, error->>'pointer' AS pointer,
                       coalesce(error->>'keyword', '') AS keyword, min(error->>'message') AS message,
                       count(DISTINCT event_id) AS events, count(DISTINCT company_id) AS companies,
                       min(received_at) AS first_received, max(received_at) AS last_received,
                       (array_agg(DISTINCT event_id ORDER BY event_id DESC))[1:?] AS examples
                FROM dead_letters CROSS JOIN LATERAL jsonb_array_elements(errors) error
                WHERE %s
                GROUP BY 1, 2, 3 ORDER BY events DESC, reason, pointer, keyword LIMIT ?"""
                        .formatted(filter.condition());
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setInt(1, EXAMPLES);
                int next = filter.bind(query, 2);
                query.setInt(next, limit);
                List<DeadLetterGroup> groups = new ArrayList<>();
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        groups.add(group(row));
                    }
                }
                return groups;
            }
        });
    }

    private static DeadLetterGroup group(ResultSet row) throws SQLException {
        return new DeadLetterGroup(
                row.getString("reason"),
                row.getString("pointer"),
                row.getString("keyword"),
                row.getString("message"),
                row.getLong("events"),
                row.getLong("companies"),
                row.getTimestamp("first_received").toInstant(),
                row.getTimestamp("last_received").toInstant(),
                List.of((UUID[]) row.getArray("examples").getArray()));
    }

    /** The dead letter of an event. */
    public Optional<KeptDeadLetter> find(UUID eventId) {
        return transactions.run(connection -> find(connection, eventId));
    }

    static Optional<KeptDeadLetter> find(Connection connection, UUID eventId) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT " + columns("dead_letters") + " FROM dead_letters WHERE event_id = ?")) {
            query.setObject(1, eventId);
            return all(query).stream().findFirst();
        }
    }

    /** What was done with the dead letter of an event, oldest first. */
    public List<DeadLetterDeed> history(UUID eventId) {
        return transactions.run(connection -> history(connection, eventId));
    }

    static List<DeadLetterDeed> history(Connection connection, UUID eventId) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT a.action_id, a.action, a.requested_by, o.recorded_at, o.outcome, coalesce(o.run_id, 0) AS run_id,
                       o.schema_id, o.errors::text AS errors, a.reason, coalesce(o.enriched_key, '') AS enriched_key
                FROM dead_letter_outcomes o JOIN dead_letter_actions a USING (action_id)
                WHERE o.event_id = ? ORDER BY a.action_id""")) {
            query.setObject(1, eventId);
            List<DeadLetterDeed> deeds = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    deeds.add(new DeadLetterDeed(
                            row.getLong("action_id"),
                            row.getString("action"),
                            row.getString("requested_by"),
                            row.getTimestamp("recorded_at").toInstant(),
                            row.getString("outcome"),
                            row.getLong("run_id"),
                            row.getInt("schema_id"),
                            row.getString("errors"),
                            row.getString("reason"),
                            row.getString("enriched_key")));
                }
            }
            return deeds;
        }
    }

    /**
     * Closes a dead letter for good: it will never be counted. Puts on record who did it and why.
     *
     * @return false when it is not open, and then nothing was done
     */
    public boolean discard(UUID eventId, String requestedBy, String reason) {
        DeadLetterFilter one =
                new DeadLetterFilter("", "", "", "", Optional.of(eventId), Optional.empty(), Optional.empty());
        return transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE dead_letters SET status = 'discarded' WHERE event_id = ? AND status = 'open'")) {
                update.setObject(1, eventId);
                if (update.executeUpdate() == 0) {
                    return false;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    """
                    WITH asked AS (
                        INSERT INTO dead_letter_actions (action, requested_by, filter, reason)
                        VALUES ('discard', ?, ?::jsonb, ?) RETURNING action_id)
                    INSERT INTO dead_letter_outcomes (action_id, event_id, outcome, schema_id, errors)
                    SELECT action_id, event_id, 'discarded', schema_id, '[]' FROM asked, dead_letters
                    WHERE event_id = ?""")) {
                insert.setString(1, requestedBy);
                insert.setString(2, JsonText.write(one.toJson()));
                insert.setString(3, reason);
                insert.setObject(4, eventId);
                insert.executeUpdate();
            }
            return true;
        });
    }

    /** What {@link #letter} reads, of a table or subquery of this name. */
    static String columns(String table) {
        return """
                %1$s.event_id, %1$s.package_id, %1$s.segment_id, %1$s.line, %1$s.received_at,
                coalesce(%1$s.company_id, '') AS company_id, coalesce(%1$s.event_type, '') AS event_type, %1$s.reason,
                %1$s.errors::text AS errors, %1$s.schema_id, %1$s.event, %1$s.status, %1$s.attempts,
                %1$s.first_seen_at"""
                .formatted(table);
    }

    private static List<KeptDeadLetter> all(PreparedStatement query) throws SQLException {
        List<KeptDeadLetter> letters = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                letters.add(letter(row));
            }
        }
        return letters;
    }

    /** The dead letter of a row with {@link #columns}. */
    static KeptDeadLetter letter(ResultSet row) throws SQLException {
        return new KeptDeadLetter(
                row.getObject("event_id", UUID.class),
                row.getObject("package_id", UUID.class),
                row.getString("segment_id"),
                row.getInt("line"),
                row.getTimestamp("received_at").toInstant(),
                row.getString("company_id"),
                row.getString("event_type"),
                row.getString("reason"),
                row.getString("errors"),
                row.getInt("schema_id"),
                row.getString("event"),
                row.getString("status"),
                row.getInt("attempts"),
                row.getTimestamp("first_seen_at").toInstant());
    }
}
