package com.holded.pipeline.collect;

import com.holded.pipeline.event.Violation;
import com.holded.pipeline.storage.LineWriter;
import com.holded.pipeline.storage.Origin;
import java.util.List;

/**
 * The events of one request with the verdict on each; the bytes are still those of the body.
 *
 * @param receivedAtMillis epoch milliseconds
 * @param body what the events are slices of
 * @param origin member of each line, as {@link Origin#member} writes it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of each body is what this record avoids.
record JudgedPackage(long receivedAtMillis, byte[] body, List<Judged> events, byte[] origin) {

    private static final byte[] NOT_KEPT = Origin.NOT_KEPT.member();

    /** A package whose origin is not kept. */
    JudgedPackage(long receivedAtMillis, byte[] body, List<Judged> events) {
        this(receivedAtMillis, body, events, NOT_KEPT);
    }

    /** The same package from there. */
    JudgedPackage from(Origin there) {
        return there.isKept() ? new JudgedPackage(receivedAtMillis, body, events, there.member()) : this;
    }

    /**
     * One element.
     *
     * @param offset where it begins in the body
     * @param schemaId contract that it was checked against
     * @param violations why it is rejected; empty = accepted
     */
    record Judged(int offset, int length, int schemaId, List<Violation> violations) {
        boolean accepted() {
            return violations.isEmpty();
        }
    }

    int size() {
        return events.size();
    }

    /** Bytes that its lines take in a segment, near enough for limits. */
    long lineBytes() {
        long bytes = (long) (LineWriter.OVERHEAD_BYTES + origin.length) * events.size();
        for (Judged event : events) {
            bytes += event.length();
            for (Violation violation : event.violations()) {
                bytes += ERROR_BYTES
                        + violation.pointer().length()
                        + violation.keyword().length()
                        + violation.message().length();
            }
        }
        return bytes;
    }

    /** Names, quotes and the reason of one error. */
    private static final int ERROR_BYTES = 80;
}
