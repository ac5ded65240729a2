package com.holded.pipeline.ledger;

import java.time.Instant;

/**
 * What was once done with a dead letter.
 *
 * @param actionId the replay or discard that it was part of
 * @param action replay or discard
 * @param requestedBy key id of the administrator
 * @param recordedAt database time
 * @param outcome what came of it
 * @param runId the job execution that did it; 0 for a discard
 * @param schemaId schema that the event was judged by
 * @param errors why it stayed open, as the text of a JSON array
 * @param reason why it was discarded; empty otherwise
 * @param enrichedKey enriched object that holds it; empty when it did not pass
 */
public record DeadLetterDeed(
        long actionId,
        String action,
        String requestedBy,
        Instant recordedAt,
        String outcome,
        long runId,
        int schemaId,
        String errors,
        String reason,
        String enrichedKey) {}
