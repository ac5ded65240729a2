package com.holded.pipeline.event;

import java.io.Serializable;
import java.util.Optional;
import java.util.UUID;

/**
 * Identity of one package, that is of one {@code POST}, and the correlation id of its events. Named by the segment and the line
 * of its first event.
 *
 * @param value version 7 UUID; see {@link Address} for its bits
 */
public record PackageId(UUID value) implements Comparable<PackageId>, Serializable {
    public PackageId {
        if (!Address.is(value, Address.PACKAGE)) {
            throw new IllegalArgumentException(value + " is no package id");
        }
    }

    /** The id of the package whose first event stands on this line of this segment, counted from 0. */
    public static PackageId of(SegmentId segment, int line) {
        return new PackageId(Address.of(segment, line, Address.PACKAGE));
    }

    /** The id with this UUID; empty when the UUID is none that {@link #of} makes. */
    public static Optional<PackageId> from(UUID value) {
        return Address.is(value, Address.PACKAGE) ? Optional.of(new PackageId(value)) : Optional.empty();
    }

    /** Segment that it names. */
    public SegmentId segment() {
        return Address.segment(value);
    }

    /** Line in that segment, from 0: that of its first event. */
    public int line() {
        return Address.line(value);
    }

    @Override
    public int compareTo(PackageId other) {
        return Address.compare(value, other.value);
    }

    /** The UUID's canonical text; texts sort as the ids do. */
    @Override
    public String toString() {
        return value.toString();
    }
}
