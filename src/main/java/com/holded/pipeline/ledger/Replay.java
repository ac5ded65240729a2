package com.holded.pipeline.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * A replay as an administrator asked for it.
 *
 * @param id id of the replay
 * @param requestedBy key id of the administrator
 * @param requestedAt database time; the processing time of the events that it loads
 * @param filter which of the dead letters that were open then are meant
 * @param patch JSON Merge Patch on each event, as JSON text; empty = none
 * @param counts what came of it so far
 */
public record Replay(
        long id,
        String requestedBy,
        Instant requestedAt,
        DeadLetterFilter filter,
        Optional<String> patch,
        Counts counts) {

    /** How many dead letters had which outcome. */
    public record Counts(long loaded, long duplicates, long conflicts, long failed) {}
}
