package com.holded.pipeline.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Dead letters that have an error in common. An event with several errors stands in several groups.
 *
 * @param reason class of the error
 * @param pointer where it is
 * @param keyword word of the JSON Schema that was broken; empty when it was none
 * @param message one of the messages
 * @param events dead letters that have it
 * @param companies how many companies they belong to
 * @param firstReceived the earliest of them
 * @param lastReceived the latest of them
 * @param examples some of them, newest first
 */
public record DeadLetterGroup(
        String reason,
        String pointer,
        String keyword,
        String message,
        long events,
        long companies,
        Instant firstReceived,
        Instant lastReceived,
        List<UUID> examples) {
    public DeadLetterGroup {
        examples = List.copyOf(examples);
    }
}
