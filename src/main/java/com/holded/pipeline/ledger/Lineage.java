package com.holded.pipeline.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the tables know of one event, all of it at one moment.
 *
 * @param segment its raw segment; null while that was not discovered
 * @param row where it counts; null when it does not
 * @param duplicate what counts for it; null when it is no duplicate
 * @param letter its dead letter; null when it has none
 * @param deeds what was done with the dead letter, oldest first
 */
public record Lineage(
        @Nullable Processed segment,
        @Nullable Row row,
        @Nullable Duplicate duplicate,
        @Nullable KeptDeadLetter letter,
        List<DeadLetterDeed> deeds) {
    public Lineage {
        deeds = List.copyOf(deeds);
    }

    /**
     * A raw segment and what was done with it.
     *
     * @param state new, loaded or quarantined
     * @param discoveredAt database time of the first sight
     * @param finishedAt database time at which it was loaded or quarantined; null before
     * @param reason why it was quarantined; empty otherwise
     * @param enrichedKey enriched object of its events; empty when none passed, or it is not loaded
     * @param enrichedSha256 lower-case hex SHA-256 of that object; empty with the key
     * @param execution the job execution that last took it; null when none did
     */
    public record Processed(
            String state,
            Instant discoveredAt,
            @Nullable Instant finishedAt,
            String reason,
            String enrichedKey,
            String enrichedSha256,
            @Nullable Execution execution) {}

    /**
     * A job execution, as far as an event is concerned.
     *
     * @param endedAt null while it runs
     */
    public record Execution(long id, String job, String status, Instant startedAt, @Nullable Instant endedAt) {}

    /** A row of {@code business_events}. */
    public record Row(
            Instant loadedAt, LocalDate businessDay, String businessContext, BigDecimal quality, int schemaId) {}

    /**
     * A row of {@code duplicate_events}.
     *
     * @param original the event that counts for it
     * @param recognisedAt database time
     */
    public record Duplicate(UUID original, Instant recognisedAt) {}
}
