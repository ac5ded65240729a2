package com.holded.pipeline.ledger;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Events by what their messages are: not counted yet, counted already, or another message under an id that is counted.
 * Of several events of a message the one with the least id counts; an event without a message id is like no other.
 *
 * @param fresh those to count, in the order of (company, message id, event id), in which every load inserts
 * @param duplicates those whose message is counted or is among the fresh ones
 * @param conflicts those whose message id stands for another content
 */
record Messages(List<Fresh> fresh, List<Duplicate> duplicates, List<EnrichedEvent> conflicts) {

    /**
     * An event to count, or one of which that is still to be found out.
     *
     * @param company of it, and with its message the order in which every load inserts
     * @param message id of its message; empty when it has none
     * @param contentHash of the event; dear to make, and so made once
     */
    record Fresh(EnrichedEvent event, String company, String message, ByteBuffer contentHash)
            implements Comparable<Fresh> {
        private static final Comparator<Fresh> ORDER = Comparator.comparing(Fresh::company)
                .thenComparing(Fresh::message)
                .thenComparing(fresh -> fresh.event().id());

        static Fresh of(EnrichedEvent enriched) {
            BusinessEvent event = enriched.event();
            return new Fresh(
                    enriched, event.companyId(), event.messageId().orElse(""), ByteBuffer.wrap(event.contentHash()));
        }

        Optional<Message> identity() {
            return message.isEmpty() ? Optional.empty() : Optional.of(new Message(company, message));
        }

        @Override
        public int compareTo(Fresh other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * An event that is not counted again.
     *
     * @param original the event that counts for it
     */
    record Duplicate(EnrichedEvent event, EventId original) {}

    private record Message(String company, String id) {}

    private record Counted(EventId event, ByteBuffer contentHash) {}

    /** Sorts events out by what is counted at this moment, and by each other. */
    static Messages among(Connection connection, List<EnrichedEvent> events) throws SQLException {
        List<Fresh> candidates = events.stream().map(Fresh::of).sorted().toList();
        Map<Message, Counted> counted = counted(connection, candidates);
        Messages messages = new Messages(new ArrayList<>(events.size()), new ArrayList<>(), new ArrayList<>());
        for (Fresh candidate : candidates) {
            EnrichedEvent event = candidate.event();
            Counted own = new Counted(event.id(), candidate.contentHash());
            Counted counting = candidate
                    .identity()
                    .map(message -> counted.computeIfAbsent(message, first -> own))
                    .orElse(own);
            if (counting.event().equals(event.id())) {
                messages.fresh.add(candidate);
            } else if (counting.contentHash().equals(own.contentHash())) {
                messages.duplicates.add(new Duplicate(event, counting.event()));
            } else {
                messages.conflicts.add(event);
            }
        }
        return messages;
    }

    /** The events to count. */
    List<EnrichedEvent> freshEvents() {
        return fresh.stream().map(Fresh::event).toList();
    }

    private static Map<Message, Counted> counted(Connection connection, List<Fresh> candidates) throws SQLException {
        List<Message> asked = candidates.stream()
                .flatMap(candidate -> candidate.identity().stream())
                .distinct()
                .toList();
        Map<Message, Counted> counted = new HashMap<>(2 * asked.size());
        // LATERAL with LIMIT rules out one pass over the whole table, however many messages are asked for. And a plan
        // that
        // was made while the table was empty would read all of it for each message, and is kept while the table grows.
        try (Statement planning = connection.createStatement()) {
            planning.execute("SET LOCAL enable_seqscan = off");
        }
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
                                    new EventId(row.getObject("event_id", UUID.class)),
                                    ByteBuffer.wrap(row.getBytes("content_hash"))));
                }
            }
        }
        return counted;
    }
}
