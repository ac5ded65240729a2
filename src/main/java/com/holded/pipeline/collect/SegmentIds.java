package com.holded.pipeline.collect;

import com.holded.pipeline.event.SegmentId;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * Gives out segment ids: never the same twice, whatever the clock does, and never one before another while the clock goes
 * back by little. A clock that was far ahead and is set right is believed, lest segments stay where nobody looks for new
 * ones; a new writer gives the ids from then on. Thread-safe.
 */
final class SegmentIds {
    /** What each look for new segments allows clocks to be ahead by. */
    private static final Duration LITTLE = Duration.ofMinutes(1);

    private final Clock clock;
    private final RandomGenerator random;
    private final AtomicReference<SegmentId> last;

    /** A new writer, whose number is drawn so that replicas and restarts do not share one. */
    SegmentIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
        this.last = new AtomicReference<>(new SegmentId(0, writer()));
    }

    SegmentId next() {
        return last.updateAndGet(this::after);
    }

    private SegmentId after(SegmentId before) {
        long now = Math.max(0, clock.millis());
        return before.openedAtMillis() - now > LITTLE.toMillis()
                ? new SegmentId(now, writer())
                : new SegmentId(Math.max(before.openedAtMillis() + 1, now), before.writer());
    }

    private long writer() {
        return random.nextLong(SegmentId.WRITERS);
    }
}
