package com.holded.pipeline.local.recount;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * All accepted events with one message id of one company. The usual one has one content and came once, so that is kept
 * small: there are as many of these as there are messages.
 */
final class Message {
    private final List<Content> contents = new ArrayList<>(1);

    /** Events that say the same. */
    static final class Content {
        private final Digest digest;
        private final Cell cell;
        private final Sums sums;
        private final List<UUID> events = new ArrayList<>(1);

        private Content(Facts facts, Cell cell) {
            this.digest = facts.content();
            this.cell = cell;
            this.sums = Sums.of(facts.at(), facts.amount());
        }

        Cell cell() {
            return cell;
        }

        /** What counts of them: that of one. */
        Sums sums() {
            return sums;
        }

        int copies() {
            return events.size();
        }

        boolean holds(UUID eventId) {
            return events.contains(eventId);
        }
    }

    /** Adds an event; the cell is that of its facts. */
    void add(UUID eventId, Facts facts, Cell cell) {
        for (Content content : contents) {
            if (content.digest.equals(facts.content())) {
                content.events.add(eventId);
                return;
            }
        }
        Content first = new Content(facts, cell);
        first.events.add(eventId);
        contents.add(first);
    }

    /** What its events say, in the order in which it was first said: more than one when the id was used again. */
    List<Content> contents() {
        return contents;
    }
}
