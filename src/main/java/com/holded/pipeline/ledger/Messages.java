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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Events by what their messages are: not counted yet, counted already, or another message under an id that is counted.
 * Of several events of a message the one with the least id counts; an event without a message id is like no other.
 *
 * @param fresh those to count, in the order of (company, message id, event id), in which every load inserts
 * @param duplicates those whose message is counted or is among the fresh ones
 * @param conflicts those whose message id stands for another content
 */
record Messages(List<Candidate> fresh, List<Duplicate> duplicates, List<EnrichedEvent> conflicts) {

    /**
     * An event to count, or one of which that is still to be found out.
     *
     * @param company of it, and with its message the order in which every load inserts
     * @param message id of its message; empty when it has none
     * @param contentHash of the event; dear to make, and so made once
     */
    record Candidate(EnrichedEvent event, String company, String message, ByteBuffer contentHash)
            implements Comparable<Candidate> {

        static Candidate of(EnrichedEvent enriched) {
            BusinessEvent event = enriched.event();
            return new Candidate(
                    enriched, event.companyId(), event.messageId().orElse(""), ByteBuffer.wrap(event.contentHash()));
        }

        boolean hasMessage() {
            return !message.isEmpty();
        }

        boolean isOfMessageOf(Candidate other) {
            return hasMessage() && message.equals(other.message) && company.equals(other.company);
        }

        @Override
        public int compareTo(Candidate other) {
            int order = company.compareTo(other.company);
            if (order == 0) {
                order = message.compareTo(other.message);
            }
            return order == 0 ? event.id().compareTo(other.event.id()) : order;
        }
    }

    /**
     * An event that is not counted again.
     *
     * @param original the event that counts for it
     */
    record Duplicate(EnrichedEvent event, EventId original) {}

    private record Message(String company, String id) {}

    private record Counted(EventId event, ByteBuffer contentHash) {
        static Counted of(Candidate fresh) {
            return new Counted(fresh.event().id(), fresh.contentHash());
        }
    }

    /** Sorts events out by what is counted at this moment, and by each other. */
    static Messages among(Connection connection, List<EnrichedEvent> events) throws SQLException {
        List<Candidate> candidates = events.stream().map(Candidate::of).sorted().toList();
        List<Candidate> asked = IntStream.range(0, candidates.size())
                .filter(at -> candidates.get(at).hasMessage() && isFirstOfItsMessage(candidates, at))
                .mapToObj(candidates::get)
                .toList();
        Map<Message, Counted> earlier = counted(connection, asked);
        Messages messages = new Messages(new ArrayList<>(events.size()), new ArrayList<>(), new ArrayList<>());
        Optional<Counted> counting = Optional.empty();
        for (int at = 0; at < candidates.size(); at++) {
            Candidate candidate = candidates.get(at);
            if (isFirstOfItsMessage(candidates, at)) {
                counting = Optional.ofNullable(earlier.get(new Message(candidate.company(), candidate.message())));
            }
            if (counting.isEmpty()) {
                messages.fresh.add(candidate);
                counting = Optional.of(Counted.of(candidate));
            } else if (counting.get().contentHash().equals(candidate.contentHash())) {
                messages.duplicates.add(
                        new Duplicate(candidate.event(), counting.get().event()));
            } else {
                messages.conflicts.add(candidate.event());
            }
        }
        return messages;
    }

    private static boolean isFirstOfItsMessage(List<Candidate> sorted, int at) {
        return at == 0 || !sorted.get(at).isOfMessageOf(sorted.get(at - 1));
    }

    /** The events to count. */
    List<EnrichedEvent> freshEvents() {
        return fresh.stream().map(Candidate::event).toList();
    }

    /** What is counted of the messages of these. */
    private static Map<Message, Counted> counted(Connection connection, List<Candidate> asked) throws SQLException {
        Map<Message, Counted> counted = new HashMap<>();
        // LATERAL with LIMIT rules out one pass over the whole table, however many messages are asked for. And a plan
        // that was made while the table was empty would read all of it for each message, and is kept while it grows.
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
                            "text", asked.stream().map(Candidate::company).toArray()));
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "text", asked.stream().map(Candidate::message).toArray()));
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
