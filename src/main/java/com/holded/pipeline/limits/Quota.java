package com.holded.pipeline.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One limit of one key, as a bucket of tokens that is filled at the rate, up to what the rate gives in the time of the
 * burst. It may fall into debt, which is paid off at the same rate. Thread-safe.
 */
final class Quota {
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final int perSecond;
    private final long capacity;
    private final long windowSeconds;
    private final Bucket bucket;

    /** A full bucket; the burst is at least a second. */
    Quota(String name, int perSecond, Duration burst, TimeMeter clock) {
        this.name = name;
        this.perSecond = perSecond;
        this.windowSeconds = burst.toSeconds();
        this.capacity = Math.multiplyExact(perSecond, windowSeconds);
        this.bucket = Bucket.builder()
                .withCustomTimePrecision(clock)
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }

    String name() {
        return name;
    }

    /** Takes one token; how many nanoseconds to wait if there is none, 0 if it was taken. */
    long take() {
        return bucket.tryConsume(1) ? 0 : waitNanos();
    }

    /** How many nanoseconds to wait for a token, which is not taken; 0 if there is one. */
    long waitNanos() {
        EstimationProbe next = bucket.estimateAbilityToConsume(1);
        return next.canBeConsumed() ? 0 : next.getNanosToWaitForRefill();
    }

    /** Takes tokens whether they are there or not. */
    void charge(long tokens) {
        if (tokens > 0) {
            bucket.consumeIgnoringRateLimits(tokens);
        }
    }

    /** Whether it is as good as a new one. */
    boolean isFull() {
        return bucket.getAvailableTokens() >= capacity;
    }

    /** Item of the RateLimit-Policy field: {@code q} tokens in {@code w} seconds. */
    String policy() {
        return '"' + name + "\";q=" + capacity + ";w=" + windowSeconds;
    }

    /** Item of the RateLimit field: {@code r} tokens are left, {@code t} seconds until it is full again. */
    String state() {
        long available = bucket.getAvailableTokens();
        long missing = Math.max(0, capacity - available);
        return '"' + name + "\";r=" + Math.max(0, available) + ";t=" + (missing + perSecond - 1) / perSecond;
    }

    /** Whole seconds, rounded up: after them a token is there. */
    static long seconds(long nanos) {
        return Math.max(1, (nanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
    }
}
