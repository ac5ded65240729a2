package com.holded.pipeline.security;

/**
 * Limits that a key has of its own; 0 = none, the configured one holds.
 *
 * @param eventsPerSecond events that it may send in the long run, per second
 * @param requestsPerSecond requests that it may make in the long run, per second
 */
public record OwnLimits(int eventsPerSecond, int requestsPerSecond) {
    /** None of its own. */
    public static final OwnLimits NONE = new OwnLimits(0, 0);

    /** The most that can be asked for. */
    public static final int MOST_PER_SECOND = 1_000_000;
}
