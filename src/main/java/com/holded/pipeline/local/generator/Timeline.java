package com.holded.pipeline.local.generator;

import java.time.Duration;
import java.time.Instant;

/**
 * The instants at which events are sent, ascending, as many as asked for, in constant memory: each hour gets its
 * share by {@link BusinessHours}, and within an hour the next of k ordered uniform instants follows from the last.
 */
final class Timeline {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Generation generation;
    private final Dice dice;
    private final double[] shares;
    private int hour;
    private long leftInHour;
    private long given;
    private double position;

    Timeline(Generation generation, Dice dice) {
        this.generation = generation;
        this.dice = dice;
        this.shares = BusinessHours.cumulative(generation.from(), Generation.SPAN);
        this.leftInHour = upTo(0);
    }

    /** Call at most {@code generation.events()} times. */
    Instant next() {
        while (leftInHour == 0) {
            hour++;
            position = 0;
            leftInHour = upTo(hour) - given;
        }
        position += (1 - position) * (1 - StrictMath.pow(1 - dice.unit(), 1.0 / leftInHour));
        leftInHour--;
        given++;
        return generation.from().plusMillis(hour * HOUR + Math.min(HOUR - 1, (long) (position * HOUR)));
    }

    private long upTo(int lastHour) {
        return lastHour == shares.length - 1 ? generation.events() : Math.round(generation.events() * shares[lastHour]);
    }
}
