package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** Numbers and times as people read them in one language. */
record Printed(Language language) {
    private static final String NOTHING = "–";
    private static final char MINUS = '\u2212';

    static String nothing() {
        return NOTHING;
    }

    /** The format, which rounds half up and writes the sign of a negative number as a minus and not as a hyphen. */
    static NumberFormat rules(NumberFormat format) {
        format.setRoundingMode(RoundingMode.HALF_UP);
        if (format instanceof DecimalFormat numbers) {
            DecimalFormatSymbols symbols = numbers.getDecimalFormatSymbols();
            symbols.setMinusSign(MINUS);
            numbers.setDecimalFormatSymbols(symbols);
        }
        return format;
    }

    /** A whole number, with thousand separators. */
    String count(long number) {
        return rules(NumberFormat.getIntegerInstance(language.locale())).format(number);
    }

    /** A number rounded half up to so many decimals, with thousand separators. */
    String decimal(BigDecimal number, int decimals) {
        NumberFormat format = rules(NumberFormat.getNumberInstance(language.locale()));
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        return format.format(number);
    }

    /** A difference with its sign, so that none of it is mistaken for a level. */
    String signed(BigDecimal number, int decimals) {
        BigDecimal rounded = number.setScale(decimals, RoundingMode.HALF_UP);
        return (rounded.signum() > 0 ? "+" : rounded.signum() < 0 ? String.valueOf(MINUS) : "±")
                + decimal(rounded.abs(), decimals);
    }

    /** A part of a whole in per cent. */
    String percent(BigDecimal part) {
        return decimal(part.movePointRight(2), 1) + " %";
    }

    /** How much more than before, in per cent; growth beyond tenfold says no more than that. */
    String change(BigDecimal change) {
        if (change.compareTo(BigDecimal.TEN) >= 0) {
            return "> +" + count(1_000) + " %";
        }
        return signed(change.movePointRight(2), 1) + " %";
    }

    /** A duration in the unit that fits it. */
    String duration(BigDecimal seconds) {
        long whole = seconds.setScale(0, RoundingMode.HALF_UP).abs().longValueExact();
        String sign = seconds.signum() < 0 ? String.valueOf(MINUS) : "";
        if (whole < 60) {
            return sign + decimal(seconds.abs(), seconds.abs().compareTo(BigDecimal.TEN) < 0 ? 2 : 1) + " s";
        }
        if (whole < 3_600) {
            return sign + whole / 60 + " min " + whole % 60 + " s";
        }
        return whole < 172_800
                ? sign + whole / 3_600 + " h " + whole % 3_600 / 60 + " min"
                : sign + count(whole / 86_400) + " d " + whole % 86_400 / 3_600 + " h";
    }

    String day(LocalDate day) {
        return language.days().format(day);
    }

    /** A day in figures, or with its month abbreviated. */
    String shortDay(LocalDate day) {
        return DateTimeFormatter.ofPattern(language.text("pattern.day"), language.locale())
                .format(day);
    }

    String instant(Instant instant) {
        return language.instants().format(instant.atZone(CsvFormat.ZONE));
    }

    /** Two days, or one if they are the same. */
    String days(Span span) {
        return span.first().equals(span.last()) ? day(span.first()) : day(span.first()) + " – " + day(span.last());
    }
}
