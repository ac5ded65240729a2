package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * One column of a report.
 *
 * @param name column of the query, field of the template, member of JSON, and last part of the key of its header text
 * @param kind what its values are
 */
record Column(String name, Kind kind) {
    private static final int CENTS = 2;

    /** What the values of a column are; decides how each format shows them. */
    enum Kind {
        /** Text that users wrote: never markup, formula or expression. */
        TEXT(0),
        /** A whole number. */
        COUNT(0),
        /** An exact sum of money, with all its decimals. */
        AMOUNT(0),
        /** An average of money. */
        MEAN(4),
        /** A part of the whole, 0 to 1. */
        SHARE(6),
        /** How much more than before: 0.1 = a tenth more, -1 = nothing left. */
        CHANGE(6),
        /** An average quality score, 0 to 1. */
        SCORE(4),
        /** The difference of two average scores, -1 to 1. */
        TREND(4),
        /** A duration in seconds. */
        SECONDS(3),
        /** A business day. */
        DAY(0),
        /** An instant. */
        INSTANT(0);

        private final int decimals;

        Kind(int decimals) {
            this.decimals = decimals;
        }
    }

    static Column text(String name) {
        return new Column(name, Kind.TEXT);
    }

    static Column count(String name) {
        return new Column(name, Kind.COUNT);
    }

    static Column amount(String name) {
        return new Column(name, Kind.AMOUNT);
    }

    static Column mean(String name) {
        return new Column(name, Kind.MEAN);
    }

    static Column share(String name) {
        return new Column(name, Kind.SHARE);
    }

    static Column change(String name) {
        return new Column(name, Kind.CHANGE);
    }

    static Column score(String name) {
        return new Column(name, Kind.SCORE);
    }

    static Column trend(String name) {
        return new Column(name, Kind.TREND);
    }

    static Column seconds(String name) {
        return new Column(name, Kind.SECONDS);
    }

    static Column day(String name) {
        return new Column(name, Kind.DAY);
    }

    static Column instant(String name) {
        return new Column(name, Kind.INSTANT);
    }

    /** String, Long, BigDecimal, LocalDate or Instant by the kind of the column; empty when the row has no such value. */
    Optional<Object> read(ResultSet row) throws SQLException {
        return switch (kind) {
            case TEXT -> Optional.ofNullable(row.getString(name));
            case COUNT -> Optional.ofNullable(row.getBigDecimal(name)).map(BigDecimal::longValueExact);
            case AMOUNT, MEAN, SHARE, CHANGE, SCORE, TREND, SECONDS -> Optional.ofNullable(row.getBigDecimal(name));
            case DAY -> Optional.ofNullable(row.getObject(name, LocalDate.class));
            case INSTANT ->
                Optional.ofNullable(row.getObject(name, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
        };
    }

    /** The text of a value as the database writes it; empty when the row has no such value. */
    Optional<String> text(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString(name));
    }

    /** The same as {@link #exported(BigDecimal)} of a plain number, which is mostly told by its decimals. */
    String exported(String number) {
        int point = number.indexOf('.');
        int decimals = point < 0 ? 0 : number.length() - point - 1;
        if (decimals == (kind == Kind.AMOUNT ? CENTS : kind.decimals)) {
            return number;
        }
        if (kind == Kind.AMOUNT && decimals < CENTS) {
            return number + (decimals == 0 ? ".00" : "0");
        }
        return exported(new BigDecimal(number)).toPlainString();
    }

    /**
     * A number as every format of data has it: amounts with every digit and two decimals at least, all else rounded half
     * up to as many decimals as its kind has.
     */
    BigDecimal exported(BigDecimal value) {
        if (kind != Kind.AMOUNT) {
            return value.setScale(kind.decimals, RoundingMode.HALF_UP);
        }
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < CENTS ? stripped.setScale(CENTS) : stripped;
    }
}
