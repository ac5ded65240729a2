package com.holded.pipeline.local.generator;

import java.time.Duration;
import java.time.Instant;

/**
 * What to generate; equal values mean equal bytes.
 *
 * @param events elements in the file, faulty and redelivered ones included; at least 1
 * @param seed any number
 * @param companies accounts that the events belong to, 1 to 10,000
 * @param until no event happens at or after this instant; the first ones happen 60 days before
 */
public record Generation(long events, long seed, int companies, Instant until) {
    /** The time that a file covers. */
    public static final Duration SPAN = Duration.ofDays(60);

    static final int MOST_COMPANIES = 10_000;

    public Generation {
        if (events < 1) {
            throw new IllegalArgumentException("events must be at least 1, not " + events);
        }
        if (companies < 1 || companies > MOST_COMPANIES) {
            throw new IllegalArgumentException("companies must be 1 to " + MOST_COMPANIES + ", not " + companies);
        }
        if (until.toEpochMilli() % 1000 != 0) {
            throw new IllegalArgumentException("until must be a whole second, not " + until);
        }
    }

    /** The earliest instant that an event may have. */
    Instant from() {
        return until.minus(SPAN);
    }
}
