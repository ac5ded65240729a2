package com.holded.pipeline.reports;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** How much time one bar of a chart covers: as little as leaves the bars readable. */
enum Granularity {
    DAY(45, "d MMM") {
        @Override
        LocalDate start(LocalDate day) {
            return day;
        }

        @Override
        LocalDate next(LocalDate start) {
            return start.plusDays(1);
        }
    },
    WEEK(300, "d MMM") {
        @Override
        LocalDate start(LocalDate day) {
            return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        }

        @Override
        LocalDate next(LocalDate start) {
            return start.plusWeeks(1);
        }
    },
    MONTH(1_500, "MMM yyyy") {
        @Override
        LocalDate start(LocalDate day) {
            return day.withDayOfMonth(1);
        }

        @Override
        LocalDate next(LocalDate start) {
            return start.plusMonths(1);
        }
    },
    YEAR(Integer.MAX_VALUE, "yyyy") {
        @Override
        LocalDate start(LocalDate day) {
            return day.withDayOfYear(1);
        }

        @Override
        LocalDate next(LocalDate start) {
            return start.plusYears(1);
        }
    };

    private final int mostDays;
    private final String labelPattern;

    Granularity(int mostDays, String labelPattern) {
        this.mostDays = mostDays;
        this.labelPattern = labelPattern;
    }

    /** The finest granularity that shows these days in few enough bars. */
    static Granularity of(Span span) {
        long days = span.days();
        for (Granularity granularity : values()) {
            if (days <= granularity.mostDays) {
                return granularity;
            }
        }
        return YEAR;
    }

    /** First day of the bar that this day belongs to; as PostgreSQL's {@code date_trunc} has it. */
    abstract LocalDate start(LocalDate day);

    /** First day of the bar after the one that starts here. */
    abstract LocalDate next(LocalDate start);

    /** The lines that a chart is made of: none covers more than a bar does. */
    String lines() {
        return this == DAY || this == WEEK ? Lines.DAYS : Lines.MONTHS;
    }

    /** Name of the field of {@code date_trunc}, and last part of the key of the chart's title. */
    String field() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of a bar's label. */
    DateTimeFormatter label(Language language) {
        return DateTimeFormatter.ofPattern(labelPattern, language.locale());
    }
}
