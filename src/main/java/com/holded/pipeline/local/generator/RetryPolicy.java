package com.holded.pipeline.local.generator;

import java.time.Duration;

/**
 * How long a sender tries a package.
 *
 * @param attempts at most, the first one included
 * @param firstPause before the second attempt; doubles with each further one
 * @param longestPause at most, also when the service asks for more
 * @param timeout for one answer
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration longestPause, Duration timeout) {
    /** Bridges a restart of the service: about a minute in all. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(16, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(30));

    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
    }

    /** Pause after the given attempt (from 1) when the service names none. */
    Duration pauseAfter(int attempt) {
        long doubled = firstPause.toMillis() << Math.min(attempt - 1, 20);
        return Duration.ofMillis(Math.min(doubled, longestPause.toMillis()));
    }

    /** The pause that the service asks for, within bounds. */
    Duration bounded(Duration asked) {
        return asked.compareTo(longestPause) > 0 ? longestPause : asked;
    }
}
