package com.holded.pipeline.ops;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.platform.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Whole UTC hours one after another: at least one, at most 31 days.
 *
 * @param from begin of the first
 * @param to end of the last
 */
record HourSpan(Instant from, Instant to) {
    /** Begin of the last hour in which segments can be opened. */
    private static final Instant LAST =
            Instant.ofEpochMilli(SegmentId.END_MILLIS).minus(1, ChronoUnit.HOURS);

    private static final Duration DEFAULT = Duration.ofDays(1);
    private static final Duration MOST = Duration.ofDays(31);

    /**
     * The hours that two parameters mean; a time within an hour means all of it.
     *
     * @param to a day means its end; empty = now
     * @param from empty = a day before the end
     * @throws ProblemException BAD_PARAMETER that names the one which is wrong
     */
    static HourSpan parse(String from, String to, Instant now) {
        Instant end = ceiling(to.isEmpty() ? now : time("to", to, 1));
        Instant begin =
                from.isEmpty() ? end.minus(DEFAULT) : time("from", from, 0).truncatedTo(ChronoUnit.HOURS);
        if (begin.isBefore(Instant.EPOCH)) {
            throw ProblemException.badParameter("from", "expected 1970-01-01 or later");
        }
        if (!begin.isBefore(end)) {
            throw ProblemException.badParameter("to", "expected a time after from");
        }
        if (Duration.between(begin, end).compareTo(MOST) > 0) {
            throw ProblemException.badParameter("from", "expected at most 31 days before to");
        }
        return new HourSpan(begin, end);
    }

    private static Instant ceiling(Instant time) {
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(time) ? hour : hour.plus(1, ChronoUnit.HOURS);
    }

    private static Instant time(String name, String text, int daysLater) {
        try {
            Instant time = text.length() == "2026-03-05".length()
                    ? LocalDate.parse(text)
                            .plusDays(daysLater)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : Instant.parse(text);
            if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeException noTime) {
            // Told below, together with times beyond those that segments can have.
        }
        throw ProblemException.badParameter(
                name, "expected a UTC day such as 2026-03-05 or a time such as 2026-03-05T10:00:00Z");
    }
}
