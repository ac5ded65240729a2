package com.holded.pipeline.reports;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Shortcuts for {@code from} and {@code to}, counted from a day that is called today. */
enum Period {
    TODAY(today -> today, today -> today),
    YESTERDAY(today -> today.minusDays(1), today -> today.minusDays(1)),
    /** Seven days, today included. */
    LAST_7_DAYS(today -> today.minusDays(6), today -> today),
    /** Thirty days, today included. */
    LAST_30_DAYS(today -> today.minusDays(29), today -> today),
    /** From Monday to today. */
    THIS_WEEK(Period::monday, today -> today),
    /** The whole week before this one, Monday to Sunday. */
    LAST_WEEK(today -> monday(today).minusWeeks(1), today -> monday(today).minusDays(1)),
    /** From the first of the month to today. */
    THIS_MONTH(today -> today.withDayOfMonth(1), today -> today),
    /** The whole month before this one. */
    LAST_MONTH(today -> today.withDayOfMonth(1).minusMonths(1), today -> today.withDayOfMonth(1)
            .minusDays(1)),
    /** From the first day of the quarter to today. */
    THIS_QUARTER(Period::quarter, today -> today),
    /** The whole quarter before this one. */
    LAST_QUARTER(today -> quarter(today).minusMonths(3), today -> quarter(today).minusDays(1)),
    /** From the first of January to today. */
    THIS_YEAR(today -> today.withDayOfYear(1), today -> today),
    /** The whole year before this one. */
    LAST_YEAR(today -> today.withDayOfYear(1).minusYears(1), today -> today.withDayOfYear(1)
            .minusDays(1));

    @SuppressWarnings("ImmutableEnumChecker") // A lambda without captured variables is immutable.
    private final UnaryOperator<LocalDate> first;

    @SuppressWarnings("ImmutableEnumChecker") // As above.
    private final UnaryOperator<LocalDate> last;

    Period(UnaryOperator<LocalDate> first, UnaryOperator<LocalDate> last) {
        this.first = first;
        this.last = last;
    }

    private static LocalDate monday(LocalDate day) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private static LocalDate quarter(LocalDate day) {
        return day.with(day.getMonth().firstMonthOfQuarter()).withDayOfMonth(1);
    }

    static Optional<Period> of(String code) {
        return Arrays.stream(values())
                .filter(period -> period.code().equals(code))
                .findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Period::code).toList();
    }

    /** Name in the HTTP interface, for example {@code last-7-days}. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Days days(LocalDate today) {
        return new Days(first.apply(today), last.apply(today));
    }
}
