package com.holded.pipeline.event;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An event that passed every check, with what was found out about it.
 *
 * @param id its identity and address
 * @param packageId package that it came in
 * @param event the normalised event
 * @param sent the event as sent: JSON text, value for value
 * @param receivedAt when it was received
 * @param schemaId registry id of the schema that it was validated against; 0 = the bundled contract
 * @param quality its score and what it lost
 * @param context part of the business that it belongs to
 */
public record EnrichedEvent(
        EventId id,
        UUID packageId,
        BusinessEvent event,
        String sent,
        Instant receivedAt,
        int schemaId,
        QualityScore quality,
        BusinessContext context)
        implements Serializable {
    /** The same event as one that is not counted after all, and why. */
    public DeadLetter refused(Violation violation) {
        return new DeadLetter(
                id, packageId, sent, receivedAt, schemaId, event.companyId(), event.eventType(), List.of(violation));
    }
}
