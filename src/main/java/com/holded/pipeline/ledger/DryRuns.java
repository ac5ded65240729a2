package com.holded.pipeline.ledger;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import java.io.Serializable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a load would do, segment by segment, and changes none of the tables that count. A dry run keeps the messages
 * that it would have counted, so that it knows the second copy of a message in another segment that waits. What a real
 * load commits meanwhile is seen by the segments that come after. A segment may be tried again: what was found then
 * stays. Thread-safe.
 */
public final class DryRuns {
    private final Transactions transactions;

    /**
     * Whose events are asked about; the others are judged too, since a duplicate may be one of them.
     *
     * @param companyId this company's alone; empty = all
     * @param eventType of this type alone; empty = all
     */
    public record Question(String companyId, String eventType) implements Serializable {
        private boolean means(String company, String type) {
            return (companyId.isEmpty() || companyId.equals(company))
                    && (eventType.isEmpty() || eventType.equals(type));
        }
    }

    public DryRuns(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** Notes what would become of a segment's events. */
    public void tryOut(SegmentTask task, List<EnrichedEvent> events, List<DeadLetter> deadLetters, Question question) {
        long dead = deadLetters.stream()
                .filter(letter -> question.means(letter.companyId(), letter.eventType()))
                .count();
        transactions.run(connection -> {
            keepMessages(connection, task, events);
            return note(connection, task, false, outcomes(connection, task, events, question, Math.toIntExact(dead)));
        });
    }

    /** Notes that a segment cannot be read. */
    public void unreadable(SegmentTask task) {
        transactions.run(connection -> note(connection, task, true, new LoadCounts(0, 0, 0, 0, 0)));
    }

    /** Forgets what a run found. */
    static int forget(Connection connection, long runId) throws SQLException {
        int forgotten = 0;
        for (String table : List.of("dry_run_segments", "dry_run_messages")) {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE run_id = ?")) {
                delete.setLong(1, runId);
                forgotten += delete.executeUpdate();
            }
        }
        return forgotten;
    }

    private static void keepMessages(Connection connection, SegmentTask task, List<EnrichedEvent> events)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                """
                INSERT INTO dry_run_messages (run_id, company_id, message_id, event_id, content_hash)
                SELECT ?, s.company_id, s.message_id, s.event_id, s.content_hash
                FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::bytea[])
                    AS s (event_id, company_id, event_type, message_id, content_hash)
                WHERE s.message_id IS NOT NULL
                  AND NOT EXISTS (SELECT FROM business_events e
                                  WHERE e.company_id = s.company_id AND e.message_id = s.message_id)
                ORDER BY s.company_id, s.message_id, s.event_id
                ON CONFLICT DO NOTHING""")) {
            insert.setLong(1, task.runId());
            bind(connection, insert, events);
            insert.executeUpdate();
        }
    }

    private static LoadCounts outcomes(
            Connection connection, SegmentTask task, List<EnrichedEvent> events, Question question, int deadLetters)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                """
                WITH asked AS (SELECT ?::bigint AS run_id)
                SELECT count(*) FILTER (WHERE coalesce(known.event_id, s.event_id) = s.event_id),
                       count(*) FILTER (WHERE known.event_id <> s.event_id AND known.content_hash = s.content_hash),
                       count(*) FILTER (WHERE known.event_id <> s.event_id AND known.content_hash <> s.content_hash)
                FROM asked CROSS JOIN unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::bytea[])
                    AS s (event_id, company_id, event_type, message_id, content_hash)
                LEFT JOIN LATERAL (
                    SELECT event_id, content_hash FROM business_events e
                    WHERE e.company_id = s.company_id AND e.message_id = s.message_id
                    UNION ALL
                    SELECT event_id, content_hash FROM dry_run_messages d
                    WHERE d.run_id = asked.run_id AND d.company_id = s.company_id AND d.message_id = s.message_id
                    LIMIT 1) known ON true
                WHERE s.company_id = coalesce(nullif(?, ''), s.company_id)
                  AND s.event_type = coalesce(nullif(?, ''), s.event_type)""")) {
            query.setLong(1, task.runId());
            bind(connection, query, events);
            query.setString(7, question.companyId());
            query.setString(8, question.eventType());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                int loaded = row.getInt(1);
                int duplicates = row.getInt(2);
                int conflicts = row.getInt(3);
                return new LoadCounts(
                        loaded + duplicates + conflicts + deadLetters, loaded, duplicates, conflicts, deadLetters);
            }
        }
    }

    /** The events as five arrays, from the second parameter on. */
    private static void bind(Connection connection, PreparedStatement statement, List<EnrichedEvent> events)
            throws SQLException {
        statement.setArray(
                2, array(connection, "uuid", events, event -> event.id().value()));
        statement.setArray(
                3, array(connection, "text", events, event -> event.event().companyId()));
        statement.setArray(
                4, array(connection, "text", events, event -> event.event().eventType()));
        statement.setArray(5, array(connection, "text", events, event -> event.event()
                .messageId()
                .orElse(null)));
        // The driver takes bytes in an array of their own type alone.
        statement.setArray(
                6,
                connection.createArrayOf(
                        "bytea",
                        events.stream()
                                .map(event -> event.event().contentHash())
                                .toArray(byte[][]::new)));
    }

    private static Array array(
            Connection connection,
            String type,
            List<EnrichedEvent> events,
            Function<EnrichedEvent, @Nullable Object> value)
            throws SQLException {
        return connection.createArrayOf(type, events.stream().map(value).toArray());
    }

    private static int note(Connection connection, SegmentTask task, boolean quarantined, LoadCounts counts)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                """
                INSERT INTO dry_run_segments (run_id, segment_id, size_bytes, quarantined, events, loaded, duplicates,
                                              conflicts, dead_letters)
                SELECT ?, segment_id, size_bytes, ?, ?, ?, ?, ?, ? FROM raw_segments WHERE segment_id = ?
                ON CONFLICT DO NOTHING""")) {
            insert.setLong(1, task.runId());
            insert.setBoolean(2, quarantined);
            insert.setInt(3, counts.events());
            insert.setInt(4, counts.loaded());
            insert.setInt(5, counts.duplicates());
            insert.setInt(6, counts.conflicts());
            insert.setInt(7, counts.deadLetters());
            insert.setString(8, task.segment().toString());
            return insert.executeUpdate();
        }
    }
}
