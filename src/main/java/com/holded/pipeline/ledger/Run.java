package com.holded.pipeline.ledger;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One execution of a job.
 *
 * @param id id of the execution; a later run has a greater one
 * @param job name of the job
 * @param parameters what it was asked for
 * @param status where it stands
 * @param startedBy key id of the caller, or {@code schedule}
 * @param startedAt database time
 * @param seenAt database time of the last sign of life
 * @param ended database time of the end as epoch milliseconds; 0 while it runs
 * @param restart id of the run whose rest it does; 0 = none
 * @param batchExecutionId id of the Jakarta Batch execution; 0 before it started
 * @param progress counts so far
 * @param stepMillis milliseconds that each step of the pipeline took, all workers together; empty until it ends
 * @param message why it failed, in one line; empty otherwise
 */
public record Run(
        long id,
        String job,
        RunParameters parameters,
        RunStatus status,
        String startedBy,
        Instant startedAt,
        Instant seenAt,
        long ended,
        long restart,
        long batchExecutionId,
        RunProgress progress,
        SortedMap<String, Long> stepMillis,
        String message) {
    public Run {
        stepMillis = Collections.unmodifiableSortedMap(new TreeMap<>(stepMillis));
    }

    /** When it ended; empty while it runs. */
    public Optional<Instant> endedAt() {
        return ended == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended));
    }

    /** The run whose rest it does. */
    public Optional<Long> restartOf() {
        return restart == 0 ? Optional.empty() : Optional.of(restart);
    }
}
