package com.holded.pipeline.local.generator;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * When Spanish businesses work: Monday to Friday, mornings and afternoons with a long lunch, more at the end of the
 * month; a trickle at night and at weekends.
 */
final class BusinessHours {
    static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

    /** Relative activity by hour of a working day. */
    private static final double[] BY_HOUR = {
        0.02, 0.01, 0.01, 0.01, 0.01, 0.02, 0.05, 0.15, 0.5, 1.1, 1.5, 1.5, 1.4, 1.0, 0.45, 0.5, 1.1, 1.2, 0.8, 0.3,
        0.1, 0.06, 0.04, 0.03
    };

    private static final double WEEKEND = 0.04;
    private static final double MONTH_END = 2.2;
    private static final double FIRST_OF_MONTH = 1.4;
    /** The last days of a month in which invoices and payrolls are closed. */
    private static final int MONTH_END_DAYS = 3;

    private BusinessHours() {}

    /** Events to expect in the hour from {@code start}, relative to other hours; always positive. */
    static double activity(Instant start) {
        ZonedDateTime local = start.atZone(MADRID);
        LocalDate day = local.toLocalDate();
        double byDay = isWeekend(day) ? WEEKEND : monthFactor(day);
        return BY_HOUR[local.getHour()] * byDay;
    }

    /** Share of the activity in {@code span} from {@code start} up to the end of each hour; the last one is 1. */
    static double[] cumulative(Instant start, Duration span) {
        double[] shares = new double[(int) span.toHours()];
        double sum = 0;
        for (int hour = 0; hour < shares.length; hour++) {
            sum += activity(start.plus(Duration.ofHours(hour)));
            shares[hour] = sum;
        }
        for (int hour = 0; hour < shares.length; hour++) {
            shares[hour] /= sum;
        }
        return shares;
    }

    private static double monthFactor(LocalDate day) {
        if (day.getDayOfMonth() == 1) {
            return FIRST_OF_MONTH;
        }
        return day.lengthOfMonth() - day.getDayOfMonth() < MONTH_END_DAYS ? MONTH_END : 1;
    }

    private static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }
}
