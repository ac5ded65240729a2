package com.holded.pipeline.event;

import java.util.UUID;

/**
 * How a place in a segment becomes a version 7 UUID (RFC 9562): 48 bits time of opening, then 40 bits writer, 24 bits
 * line and 10 bits kind in the 74 bits that the RFC leaves free.
 *
 * <pre>
 * time:48 | 0111 | writer:12 (high)      10 | writer:28 (low) | line:24 | kind:10
 * </pre>
 *
 * Time comes first and line last but one, so UUIDs sort as their events were taken.
 */
final class Address {
    /** Lines are numbers below this one. */
    static final int LINES = 1 << 24;

    static final int EVENT = 0;
    static final int PACKAGE = 1;

    private static final long KIND_MASK = (1 << 10) - 1;

    private Address() {}

    static UUID of(SegmentId segment, int line, int kind) {
        if (line < 0 || line >= LINES) {
            throw new IllegalArgumentException("line is " + line + ", not a number of 24 bits");
        }
        long high = (segment.openedAtMillis() << 16) | (7L << 12) | (segment.writer() >>> 28);
        long low = (2L << 62) | ((segment.writer() & 0xFFF_FFFFL) << 34) | ((long) line << 10) | kind;
        return new UUID(high, low);
    }

    /** Whether {@link #of} makes this UUID for some segment and line and this kind. */
    static boolean is(UUID value, int kind) {
        return value.version() == 7
                && value.variant() == 2
                && (value.getLeastSignificantBits() & KIND_MASK) == kind
                && value.getMostSignificantBits() >>> 16 <= SegmentId.LAST_MILLIS;
    }

    static SegmentId segment(UUID value) {
        long writer = ((value.getMostSignificantBits() & 0xFFF) << 28)
                | ((value.getLeastSignificantBits() >>> 34) & 0xFFF_FFFFL);
        return new SegmentId(value.getMostSignificantBits() >>> 16, writer);
    }

    static int line(UUID value) {
        return (int) (value.getLeastSignificantBits() >>> 10) & (LINES - 1);
    }

    /** Order of the UUIDs' texts; {@link UUID#compareTo} takes the halves as signed. */
    static int compare(UUID left, UUID right) {
        int byHigh = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return byHigh != 0
                ? byHigh
                : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    }
}
