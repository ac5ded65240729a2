package com.holded.pipeline.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * One execution of a job.
 *
 * @param id id of the execution; a later run has a greater one
 * @param job name of the job
 * @param status where it stands
 * @param startedBy key id of the caller, or {@code schedule}
 * @param startedAt database time
 * @param ended database time of the end as epoch milliseconds; 0 while it runs
 * @param batchExecutionId id of the Jakarta Batch execution; 0 before it started
 * @param progress counts so far
 * @param message why it failed, in one line; empty otherwise
 */
public record Run(
        long id,
        String job,
        RunStatus status,
        String startedBy,
        Instant startedAt,
        long ended,
        long batchExecutionId,
        RunProgress progress,
        String message) {

    /** When it ended; empty while it runs. */
    public Optional<Instant> endedAt() {
        return ended == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended));
    }
}
