package com.holded.pipeline.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * A dead letter as the table keeps it; texts are empty where the event could not be read.
 *
 * @param eventId id that the caller was given
 * @param packageId package that it came in
 * @param segment raw segment that holds it
 * @param line line in that segment, from 0
 * @param receivedAt when it was received
 * @param companyId account
 * @param eventType type
 * @param reason class of the first error
 * @param errors all errors, as the text of a JSON array
 * @param schemaId schema that it was checked against; 0 = none
 * @param event the event as sent, as JSON text
 * @param status open, replayed or discarded
 * @param attempts how often it was tried, the load included
 * @param firstSeenAt database time of the load that found it
 */
public record KeptDeadLetter(
        UUID eventId,
        UUID packageId,
        String segment,
        int line,
        Instant receivedAt,
        String companyId,
        String eventType,
        String reason,
        String errors,
        int schemaId,
        String event,
        String status,
        int attempts,
        Instant firstSeenAt) {}
