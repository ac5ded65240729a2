package com.holded.pipeline.local.recount;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;

/** What the database has, at one moment. */
final class Kept {
    private static final int ROWS_AT_A_TIME = 1_000;
    private static final String REPLAYED =
            "EXISTS (SELECT 1 FROM dead_letter_outcomes o WHERE o.event_id = e.event_id AND o.outcome = 'loaded')";

    private final Connection connection;

    Kept(Connection connection) {
        this.connection = connection;
    }

    /** What became of the events of all loaded segments. */
    record Totals(long events, long loaded, long duplicates, long conflicts, long deadLetters) {}

    /** State of each segment that the ledger knows, by the key of its object. */
    SortedMap<String, String> segments() throws SQLException {
        SortedMap<String, String> states = new TreeMap<>();
        each("SELECT object_key, state FROM raw_segments", row -> states.put(row.getString(1), row.getString(2)));
        return states;
    }

    Totals totals() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        """
                        SELECT coalesce(sum(events), 0), coalesce(sum(loaded), 0), coalesce(sum(duplicates), 0),
                               coalesce(sum(conflicts), 0), coalesce(sum(dead_letters), 0)
                        FROM raw_segments WHERE state = 'loaded'""");
                ResultSet row = query.executeQuery()) {
            row.next();
            return new Totals(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        }
    }

    /**
     * Dead letters that the job may have made of events that the door had accepted: those that the database refused or
     * a step failed on, and those that the door took in without a schema. No raw byte tells of that.
     */
    Set<UUID> refusable() throws SQLException {
        Set<UUID> ids = new HashSet<>();
        each(
                """
                SELECT event_id FROM dead_letters
                WHERE reason IN ('UNPROCESSABLE', 'STEP_FAILED') OR schema_id = 0 AND reason <> 'ID_CONFLICT'""",
                row -> ids.add(row.getObject(1, UUID.class)));
        return ids;
    }

    /** Rows that a replay of dead letters made: an administrator's edits are not in the raw bytes. */
    long replayedRows() throws SQLException {
        long[] rows = {0};
        each("SELECT count(*) FROM business_events e WHERE " + REPLAYED, row -> rows[0] = row.getLong(1));
        return rows[0];
    }

    /** The messages of those rows. */
    Set<Digest> replayedMessages() throws SQLException {
        Set<Digest> messages = new HashSet<>();
        each(
                "SELECT company_id, message_id FROM business_events e WHERE message_id IS NOT NULL AND " + REPLAYED,
                row -> messages.add(Digest.ofMessage(row.getString(1), row.getString(2))));
        return messages;
    }

    /** The event that counts for a message. */
    Optional<UUID> counted(String company, String messageId) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT event_id FROM business_events WHERE company_id = ? AND message_id = ?")) {
            query.setString(1, company);
            query.setString(2, messageId);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    /** All rows but those of replays. */
    void cells(BiConsumer<Cell, Sums> cells) throws SQLException {
        each(
                """
                SELECT business_day, company_id, event_type, business_context, currency, count(*), count(amount),
                       coalesce(sum(amount), 0), min("timestamp"), max("timestamp")
                FROM business_events e WHERE NOT
                """
                        + REPLAYED + " GROUP BY 1, 2, 3, 4, 5",
                row -> cells.accept(
                        new Cell(
                                row.getObject(1, LocalDate.class),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5)),
                        new Sums(
                                row.getLong(6),
                                row.getLong(7),
                                row.getObject(8, BigDecimal.class),
                                row.getLong(9),
                                row.getLong(10))));
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private void each(String sql, Row reader) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setFetchSize(ROWS_AT_A_TIME);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }
}
