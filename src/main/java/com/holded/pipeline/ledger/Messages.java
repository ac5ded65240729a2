package com.holded.pipeline.ledger;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Events by what their messages are: not counted yet, counted already, or another message under an id that is counted.
 * Of several events of a message the one with the least id counts; an event without a message id is like no other.
 *
 * @param fresh those to count, in the order of (company, message id, event id), in which every load inserts
 * @param duplicates those whose message is counted or is among the fresh ones
 * @param conflicts those whose message id stands for another content
 */
record Messages(List<EnrichedEvent> fresh, List<Duplicate> duplicates, List<EnrichedEvent> conflicts) {
    private static final Comparator<EnrichedEvent> INSERT_ORDER = Comparator.comparing(
                    (EnrichedEvent event) -> event.event().companyId())
            .thenComparing(event -> event.event().messageId().orElse(""))
            .thenComparing(EnrichedEvent::id);

    /**
     * An event that is not counted again.
     *
     * @param original the event that counts for it
     */
    record Duplicate(EnrichedEvent event, EventId original) {}

    private record Message(String company, String id) {
        static Optional<Message> of(BusinessEvent event) {
            return event.messageId().map(id -> new Message(event.companyId(), id));
        }
    }

    private record Counted(EventId event, ByteBuffer contentHash) {
        Counted(EventId event, byte[] contentHash) {
            this(event, ByteBuffer.wrap(contentHash));
        }
    }

    /** Sorts events out by what is counted at this moment, and by each other. */
    static Messages among(Connection connection, List<EnrichedEvent> events) throws SQLException {
        List<EnrichedEvent> inOrder = events.stream().sorted(INSERT_ORDER).toList();
        Map<Message, Counted> counted = counted(connection, inOrder);
        Messages messages = new Messages(new ArrayList<>(events.size()), new ArrayList<>(), new ArrayList<>());
        for (EnrichedEvent event : inOrder) {
            Optional<Message> message = Message.of(event.event());
            Counted own = new Counted(event.id(), event.event().contentHash());
            Counted counting =
                    message.map(m -> counted.computeIfAbsent(m, first -> own)).orElse(own);
            if (counting.event().equals(event.id())) {
                messages.fresh.add(event);
            } else if (counting.contentHash().equals(own.contentHash())) {
                messages.duplicates.add(new Duplicate(event, counting.event()));
            } else {
                messages.conflicts.add(event);
            }
        }
        return messages;
    }

    private static Map<Message, Counted> counted(Connection connection, List<EnrichedEvent> events)
            throws SQLException {
        Set<Message> asked = new LinkedHashSet<>();
        events.forEach(event -> Message.of(event.event()).ifPresent(asked::add));
        Map<Message, Counted> counted = new HashMap<>(2 * asked.size());
        // LATERAL with LIMIT keeps PostgreSQL to the index, however many messages are asked for.
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT k.company_id, k.message_id, e.event_id, e.content_hash
                FROM unnest(?::text[], ?::text[]) AS k (company_id, message_id)
                CROSS JOIN LATERAL (SELECT event_id, content_hash FROM business_events e
                    WHERE e.company_id = k.company_id AND e.message_id = k.message_id LIMIT 1) e""")) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", asked.stream().map(Message::company).toArray()));
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "text", asked.stream().map(Message::id).toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    counted.put(
                            new Message(row.getString("company_id"), row.getString("message_id")),
                            new Counted(
                                    new EventId(row.getObject("event_id", UUID.class)), row.getBytes("content_hash")));
                }
            }
        }
        return counted;
    }
}
