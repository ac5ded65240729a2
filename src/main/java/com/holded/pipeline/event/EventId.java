package com.holded.pipeline.event;

import java.io.Serializable;
import java.util.Optional;
import java.util.UUID;

/**
 * Identity of one event, unique and in time order. By itself it tells where the raw event stands: in which segment, on
 * which line; so an event is found without index, database or listing.
 *
 * @param value version 7 UUID; see {@link Address} for its bits
 */
public record EventId(UUID value) implements Comparable<EventId>, Serializable {
    /** Lines are numbers below this one: a segment holds no more events. */
    public static final int LINES = Address.LINES;

    public EventId {
        if (!Address.is(value, Address.EVENT)) {
            throw new IllegalArgumentException(value + " is no event id");
        }
    }

    /** The id of the event on this line of this segment, counted from 0. */
    public static EventId of(SegmentId segment, int line) {
        return new EventId(Address.of(segment, line, Address.EVENT));
    }

    /** The id with this UUID; empty when the UUID is none that {@link #of} makes. */
    public static Optional<EventId> from(UUID value) {
        return Address.is(value, Address.EVENT) ? Optional.of(new EventId(value)) : Optional.empty();
    }

    /** Segment that it names. */
    public SegmentId segment() {
        return Address.segment(value);
    }

    /** Line in that segment, from 0. */
    public int line() {
        return Address.line(value);
    }

    @Override
    public int compareTo(EventId other) {
        return Address.compare(value, other.value);
    }

    /** The UUID's canonical text; texts sort as the ids do. */
    @Override
    public String toString() {
        return value.toString();
    }
}
