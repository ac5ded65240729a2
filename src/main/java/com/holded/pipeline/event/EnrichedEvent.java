package com.holded.pipeline.event;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * An event that passed every check, with what was found out about it.
 *
 * @param id its identity and address
 * @param packageId package that it came in
 * @param event the normalised event
 * @param sent the event as sent, JSON in UTF-8, value for value; not to be written to
 * @param receivedAt when it was received
 * @param schemaId registry id of the schema that it was validated against; 0 = the bundled contract
 * @param quality its score and what it lost
 * @param context part of the business that it belongs to
 */
@SuppressWarnings("ArrayRecordComponent") // Copies of every event would cost more than the rule is worth here.
public record EnrichedEvent(
        EventId id,
        UUID packageId,
        BusinessEvent event,
        byte[] sent,
        Instant receivedAt,
        int schemaId,
        QualityScore quality,
        BusinessContext context)
        implements Serializable {
    /** The same event as one that is not counted after all, and why. */
    public DeadLetter refused(Violation violation) {
        return new DeadLetter(
                id,
                packageId,
                new String(sent, StandardCharsets.UTF_8),
                receivedAt,
                schemaId,
                event.companyId(),
                event.eventType(),
                List.of(violation));
    }

    /** Equal by the bytes that were sent, so that Beam's checks can compare what a step was given and what it left. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EnrichedEvent that
                && id.equals(that.id)
                && packageId.equals(that.packageId)
                && event.equals(that.event)
                && Arrays.equals(sent, that.sent)
                && receivedAt.equals(that.receivedAt)
                && schemaId == that.schemaId
                && quality.equals(that.quality)
                && context == that.context;
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
