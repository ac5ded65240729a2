package com.holded.pipeline.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How fast a run is, from its begin to its last sign of life, and what follows for the rest. How many events a segment
 * holds is known when it is done, and how many bytes it has before: so what is left is judged by the bytes.
 *
 * @param eventsPerSecond events done by time
 * @param eventsToDo about how many events are left; empty while nothing is done, or when nothing has a size
 * @param left about how long it takes; empty likewise, and when the run has ended
 */
public record Pace(double eventsPerSecond, Optional<Long> eventsToDo, Optional<Duration> left) {

    /** The pace of a run. */
    public static Pace of(Run run) {
        RunProgress progress = run.progress();
        Instant until = run.endedAt().orElse(run.seenAt());
        double seconds =
                Math.max(0.001, Duration.between(run.startedAt(), until).toMillis() / 1000.0);
        long bytesLeft = progress.bytesInAll() - progress.bytesDone();
        boolean known = progress.bytesDone() > 0 && run.status().alive();
        double share = known ? (double) bytesLeft / progress.bytesDone() : 0;
        return new Pace(
                progress.events() / seconds,
                known ? Optional.of(Math.round(progress.events() * share)) : Optional.empty(),
                known ? Optional.of(Duration.ofMillis(Math.round(seconds * share * 1000))) : Optional.empty());
    }
}
