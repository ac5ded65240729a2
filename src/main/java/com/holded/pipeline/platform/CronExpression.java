package com.holded.pipeline.platform;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A cron expression of five fields as every crontab has them: minute, hour, day of month, month (or {@code JAN}), and day
 * of week (0 to 7, where both 0 and 7 are Sunday, or {@code MON}). A field is {@code *}, or numbers and ranges with
 * commas between them, each with {@code /step}. When both day fields are given, a day that fits one of them fits.
 *
 * <p>It speaks of clock times, without any zone. (The {@code CronTrigger} of Jakarta Concurrency leaves out a night a
 * year in zones whose clocks change, and in the API's release 3.0.0 fails for most times of a day.)
 */
final class CronExpression implements Serializable {
    /** The longest that any expression can be away from a 29 February. */
    private static final int MOST_DAYS = 8 * 366;

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final boolean eitherDay;

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException when it is none, or names no time
     */
    CronExpression(String text) {
        List<String> fields = List.of(text.split(" ", -1));
        if (fields.size() != 5) {
            throw new IllegalArgumentException("a cron expression has five fields");
        }
        minutes = field(fields.get(0), 0, 59, List.of());
        hours = field(fields.get(1), 0, 23, List.of());
        daysOfMonth = field(fields.get(2), 1, 31, List.of());
        months = field(fields.get(3), 1, 12, names(Month.values()));
        daysOfWeek = field(fields.get(4), 0, 7, names(DayOfWeek.values()));
        if (daysOfWeek.get(0)) {
            daysOfWeek.set(7);
        }
        eitherDay = !fields.get(2).startsWith("*") && !fields.get(4).startsWith("*");
        next(LocalDateTime.of(2026, 1, 1, 0, 0));
    }

    /** Whether it goes by the minute in each hour there is. */
    boolean everyHour() {
        return hours.cardinality() == 24;
    }

    /** The first time that is not before this one. */
    LocalDateTime next(LocalDateTime from) {
        LocalDate day = from.toLocalDate();
        LocalTime earliest = from.toLocalTime();
        for (int days = 0; days < MOST_DAYS; days++) {
            if (fits(day)) {
                for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
                    for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                        LocalTime time = LocalTime.of(hour, minute);
                        if (!time.isBefore(earliest)) {
                            return day.atTime(time);
                        }
                    }
                }
            }
            day = day.plusDays(1);
            earliest = LocalTime.MIDNIGHT;
        }
        throw new IllegalArgumentException("the cron expression names no time");
    }

    private boolean fits(LocalDate day) {
        boolean month = daysOfMonth.get(day.getDayOfMonth());
        boolean week = daysOfWeek.get(day.getDayOfWeek().getValue());
        return months.get(day.getMonthValue()) && (eitherDay ? month || week : month && week);
    }

    private static BitSet field(String text, int least, int most, List<String> names) {
        BitSet values = new BitSet();
        for (String part : text.split(",", -1)) {
            List<String> stepped = List.of(part.split("/", -1));
            List<String> range = List.of(stepped.get(0).split("-", -1));
            boolean all = range.get(0).equals("*");
            int step = stepped.size() == 1 ? 1 : number(stepped.get(1), List.of());
            int first = all ? least : number(range.get(0), names);
            int last = all || (range.size() == 1 && stepped.size() > 1)
                    ? most
                    : number(range.get(range.size() - 1), names);
            if (stepped.size() > 2
                    || range.size() > 2
                    || (all && range.size() > 1)
                    || step < 1
                    || first < least
                    || last > most
                    || first > last) {
                throw new IllegalArgumentException("'" + part + "' is no part of a cron expression");
            }
            for (int value = first; value <= last; value += step) {
                values.set(value);
            }
        }
        return values;
    }

    private static int number(String text, List<String> names) {
        int name = names.indexOf(text.toUpperCase(Locale.ROOT));
        if (name >= 0) {
            return name + 1;
        }
        if (!text.matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException("'" + text + "' is no part of a cron expression");
        }
        return Integer.parseInt(text);
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().substring(0, 3))
                .toList();
    }
}
