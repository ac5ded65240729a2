package com.holded.pipeline.storage;

/**
 * How much time a listing of segments takes in at once. A segment's name begins with its time, so each of these is a
 * prefix of names, and none of them ever covers more than it says.
 */
public enum Width {
    DAY(0, 86_400_000),
    TEN_HOURS(10, 36_000_000),
    HOUR(11, 3_600_000),
    TEN_MINUTES(12, 600_000),
    MINUTE(13, 60_000),
    TEN_SECONDS(14, 10_000),
    SECOND(15, 1_000),
    TENTH(16, 100),
    HUNDREDTH(17, 10),
    MILLISECOND(18, 1);

    private final int chars;
    private final long millis;

    Width(int chars, long millis) {
        this.chars = chars;
        this.millis = millis;
    }

    /** Characters of a segment's name that all segments of one such time share. */
    public int chars() {
        return chars;
    }

    /** How long one such time is, in milliseconds. */
    public long millis() {
        return millis;
    }

    /** Epoch millisecond at which the time of this width that holds the given one begins. */
    public long startOf(long epochMillis) {
        long day = Math.floorDiv(epochMillis, DAY.millis) * DAY.millis;
        return day + (epochMillis - day) / millis * millis;
    }

    /** Narrower by two steps, or as many as there are. */
    public Width narrower() {
        return switch (this) {
            case DAY -> HOUR;
            case TEN_HOURS -> TEN_MINUTES;
            case HOUR -> MINUTE;
            case TEN_MINUTES -> TEN_SECONDS;
            case MINUTE -> SECOND;
            case TEN_SECONDS -> TENTH;
            case SECOND -> HUNDREDTH;
            case TENTH, HUNDREDTH, MILLISECOND -> MILLISECOND;
        };
    }

    /** Wider by one step, if there is one. */
    public Width wider() {
        return switch (this) {
            case DAY, TEN_HOURS -> DAY;
            case HOUR -> TEN_HOURS;
            case TEN_MINUTES -> HOUR;
            case MINUTE -> TEN_MINUTES;
            case TEN_SECONDS -> MINUTE;
            case SECOND -> TEN_SECONDS;
            case TENTH -> SECOND;
            case HUNDREDTH -> TENTH;
            case MILLISECOND -> HUNDREDTH;
        };
    }
}
