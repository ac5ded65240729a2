package com.holded.pipeline.platform;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/** When a job looks for work by itself. */
public sealed interface Schedule extends Serializable {
    /** Never. */
    record Off() implements Schedule {}

    /** Again and again, with this pause after each look. */
    record Every(Duration pause) implements Schedule {}

    /**
     * At the minutes that a cron expression names in a zone.
     *
     * <p>When the clocks go forward, a time that is left out that night is made up for once, when they have gone; when
     * they go back, a time that comes twice counts the first time. An expression of all hours goes by the hours that
     * there are: it skips what is left out, and counts what comes twice twice.
     *
     * @param expression minute, hour, day of month, month and day of week
     */
    record Cron(String expression, ZoneId zone) implements Schedule {
        /**
         * Checks the expression.
         *
         * @throws IllegalArgumentException when it is none, or names no time
         */
        public Cron {
            new CronExpression(expression);
        }

        /** The first time after this one. */
        public Instant next(Instant now) {
            CronExpression cron = new CronExpression(expression);
            ZoneRules rules = zone.getRules();
            LocalDateTime from = from(now, cron);
            ZoneOffset offset = rules.getOffset(now);
            ZoneOffsetTransition change = rules.nextTransition(now);
            while (true) {
                LocalDateTime wanted = cron.next(from);
                Instant next = wanted.toInstant(offset);
                if (change == null || next.isBefore(change.getInstant())) {
                    return next;
                }
                if (change.isGap() && !cron.everyHour() && wanted.isBefore(change.getDateTimeAfter())) {
                    return change.getInstant();
                }
                from = change.isOverlap() && !cron.everyHour() ? change.getDateTimeBefore() : change.getDateTimeAfter();
                offset = change.getOffsetAfter();
                change = rules.nextTransition(change.getInstant());
            }
        }

        /** The clock time from which on to look; in an hour that is there a second time, its end: its times have been. */
        private LocalDateTime from(Instant now, CronExpression cron) {
            LocalDateTime local = LocalDateTime.ofInstant(now, zone);
            ZoneOffsetTransition last = zone.getRules().previousTransition(now.plusNanos(1));
            boolean repeated = last != null && last.isOverlap() && local.isBefore(last.getDateTimeBefore());
            return repeated && !cron.everyHour() ? last.getDateTimeBefore() : local.plusNanos(1);
        }
    }

    /**
     * The schedule of this text: an ISO-8601 duration, of which zero means none, or a cron expression of five fields.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static Schedule of(String text, ZoneId zone) {
        if (!text.contains(" ")) {
            try {
                Duration pause = Duration.parse(text);
                if (!pause.isNegative()) {
                    return pause.isZero() ? new Off() : new Every(pause);
                }
            } catch (DateTimeParseException none) {
                // Neither the one nor the other, as below.
            }
            throw new IllegalArgumentException("neither an ISO-8601 duration nor a cron expression");
        }
        return new Cron(text.strip().replaceAll("\\s+", " "), zone);
    }
}
