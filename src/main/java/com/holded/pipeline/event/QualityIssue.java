package com.holded.pipeline.event;

/** Why an event lost part of a quality dimension, and how much of the dimension that is, in percent. */
public enum QualityIssue {
    /** No platform: the request's origin is unknown. */
    NO_PLATFORM(QualityDimension.COMPLETENESS, 30),
    /** No tracked device. */
    NO_DEVICE(QualityDimension.COMPLETENESS, 30),
    /** No payload beside the envelope. */
    NO_DATA(QualityDimension.COMPLETENESS, 40),
    /** Received more than five minutes after dispatch. */
    LATE_MINUTES(QualityDimension.TIMELINESS, 25),
    /** Received more than an hour after dispatch. */
    LATE_HOURS(QualityDimension.TIMELINESS, 60),
    /** Received more than a day after dispatch. */
    LATE_DAYS(QualityDimension.TIMELINESS, 100),
    /** Dispatched more than a minute after it was received: a clock is wrong. */
    FUTURE_TIME(QualityDimension.PLAUSIBILITY, 50),
    /** An amount of zero. */
    ZERO_AMOUNT(QualityDimension.PLAUSIBILITY, 30),
    /** An amount of a million or more, either way: rare for a small company. */
    HUGE_AMOUNT(QualityDimension.PLAUSIBILITY, 50),
    /** No message id: a repeated delivery cannot be recognised. */
    NO_MESSAGE_ID(QualityDimension.IDENTITY, 60),
    /** A message id that is no UUID, ULID nor object id, so it may not be unique. */
    WEAK_MESSAGE_ID(QualityDimension.IDENTITY, 20),
    /** No user and no actor. */
    NO_USER(QualityDimension.IDENTITY, 40);

    private final QualityDimension dimension;
    private final int lossPercent;

    QualityIssue(QualityDimension dimension, int lossPercent) {
        this.dimension = dimension;
        this.lossPercent = lossPercent;
    }

    /** The dimension that loses. */
    public QualityDimension dimension() {
        return dimension;
    }

    /** Part of the dimension that is lost, 1 to 100; losses of one dimension add up to 100 at most. */
    public int lossPercent() {
        return lossPercent;
    }
}
