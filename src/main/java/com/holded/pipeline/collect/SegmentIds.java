package com.holded.pipeline.collect;

import com.holded.pipeline.event.SegmentId;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Gives out the segment ids of one writer: never the same twice, never one before another, whatever the clock does.
 * Thread-safe.
 */
final class SegmentIds {
    private final Clock clock;
    private final long writer;
    private final AtomicLong last = new AtomicLong(-1);

    /** A new writer, whose number is drawn so that replicas and restarts do not share one. */
    SegmentIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.writer = random.nextLong(SegmentId.WRITERS);
    }

    SegmentId next() {
        return new SegmentId(last.updateAndGet(before -> Math.max(before + 1, clock.millis())), writer);
    }
}
