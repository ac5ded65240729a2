package com.holded.pipeline.reports;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.SegmentId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The days that a report covers, both inclusive: those asked for, and where an end was left open, the first or last day
 * that has data.
 */
record Span(LocalDate first, LocalDate last) {
    private static final int WEEK = 7;
    private static final int LONGEST_MONTH = 31;
    private static final UUID LEAST_ID = new UUID(0, 0);
    private static final UUID GREATEST_ID = new UUID(-1, -1);

    private static final String LAST_SEGMENT = new SegmentId(SegmentId.END_MILLIS - 1, 0).toString();

    Span {
        if (first.isAfter(last)) {
            throw new IllegalArgumentException(first + " is after " + last);
        }
    }

    long days() {
        return ChronoUnit.DAYS.between(first, last) + 1;
    }

    /** How many days earlier the days are that these are compared with: whole weeks, so that Mondays meet Mondays. */
    int shift() {
        return Math.toIntExact((days() + WEEK - 1) / WEEK * WEEK);
    }

    /** The days that these are compared with. */
    Span previous() {
        return new Span(first.minusDays(shift()), last.minusDays(shift()));
    }

    /**
     * What queries may ask for by name.
     *
     * @param filters which days were asked for, and of what
     * @param today the day on which the report is made
     */
    Map<String, Object> values(Filters filters, LocalDate today) {
        Map<String, Object> values = new HashMap<>();
        Days days = filters.days();
        values.put("from", days.from());
        values.put("to", days.to());
        values.put("company", filters.company());
        values.put("event_type", filters.eventType());
        values.put("context", filters.context());
        values.put("first", first);
        values.put("last", last);
        values.put("first_month", monthFrom(days.from()));
        values.put("end_month", days.hasTo() ? month(days.to().plusDays(1)) : days.to());
        values.put("first_bit", month(first));
        values.put("bits", Math.toIntExact(ChronoUnit.DAYS.between(month(first), month(last))) + LONGEST_MONTH);
        values.put("shift", shift());
        // Halves of equal length: of an odd number of days the one in the middle is in neither.
        LocalDate earlyEnd = first.plusDays(days() / 2);
        LocalDate lateStart = last.minusDays(days() / 2 - 1);
        values.put("early_end", earlyEnd);
        values.put("late_start", lateStart);
        values.put("first_split", month(earlyEnd));
        values.put("last_split", lateStart.with(TemporalAdjusters.lastDayOfMonth()));
        values.put("reference", days.hasTo() && days.to().isBefore(today) ? days.to() : today);
        values.put("from_id", days.hasFrom() ? firstId(days.from()) : LEAST_ID);
        values.put("end_id", days.hasTo() ? firstId(days.to().plusDays(1)) : GREATEST_ID);
        values.put("from_segment", days.hasFrom() ? segment(days.from()).toString() : "");
        values.put("end_segment", days.hasTo() ? segment(days.to().plusDays(1)).toString() : LAST_SEGMENT);
        return values;
    }

    /** First day of the month of this day. */
    private static LocalDate month(LocalDate day) {
        return day.withDayOfMonth(1);
    }

    /** First day of the first month that does not begin before this day. */
    private static LocalDate monthFrom(LocalDate day) {
        return day.getDayOfMonth() == 1 ? day : month(day).plusMonths(1);
    }

    /** The least id that an event can have which was received on this day or later. */
    private static UUID firstId(LocalDate day) {
        return EventId.of(segment(day), 0).value();
    }

    private static SegmentId segment(LocalDate day) {
        Instant start = day.atStartOfDay(CsvFormat.ZONE).toInstant();
        return new SegmentId(Math.max(0, start.toEpochMilli()), 0);
    }
}
