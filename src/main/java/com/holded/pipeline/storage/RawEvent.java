package com.holded.pipeline.storage;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Violation;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * One line of a raw segment: an element of a package as it was received, and the verdict that its sender was given.
 *
 * @param packageId the package, and the correlation id of its events
 * @param ordinal place in the package, from 0
 * @param receivedAtMillis epoch milliseconds
 * @param schemaId registry id of the schema that it was checked against; 0 = the bundled contract
 * @param accepted whether the sender was told so
 * @param violations why it was rejected; empty when it was accepted
 * @param origin where its package came from; {@link Origin#NOT_KEPT} when that is not kept
 * @param event the element as sent, JSON in UTF-8 on one line; not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // Copies of every event would cost more than the rule is worth here.
public record RawEvent(
        EventId id,
        UUID packageId,
        int ordinal,
        long receivedAtMillis,
        int schemaId,
        boolean accepted,
        List<Violation> violations,
        Origin origin,
        byte[] event)
        implements Serializable {
    public RawEvent {
        violations = List.copyOf(violations);
        if (accepted != violations.isEmpty()) {
            throw new IllegalArgumentException(
                    "accepted is " + accepted + ", but there are " + violations.size() + " violations");
        }
    }

    /** An event whose origin is not kept. */
    public RawEvent(
            EventId id,
            UUID packageId,
            int ordinal,
            long receivedAtMillis,
            int schemaId,
            boolean accepted,
            List<Violation> violations,
            byte[] event) {
        this(id, packageId, ordinal, receivedAtMillis, schemaId, accepted, violations, Origin.NOT_KEPT, event);
    }

    /** Equal by the bytes of the event, so that Beam's checks can compare what a step was given and what it left. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RawEvent that
                && id.equals(that.id)
                && packageId.equals(that.packageId)
                && ordinal == that.ordinal
                && receivedAtMillis == that.receivedAtMillis
                && schemaId == that.schemaId
                && accepted == that.accepted
                && violations.equals(that.violations)
                && origin.equals(that.origin)
                && Arrays.equals(event, that.event);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
