package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * One column of a report.
 *
 * @param name column of the query, field of the template, and last part of the key of its header text
 * @param kind what its values are
 */
record Column(String name, Kind kind) {

    /** What the values of a column are; decides how each format shows them. */
    enum Kind {
        /** Text that users wrote: never markup, formula or expression. */
        TEXT,
        /** A whole number. */
        COUNT,
        /** An exact sum of money. */
        AMOUNT,
        /** An average of money. */
        MEAN,
        /** A part of the whole, 0 to 1. */
        SHARE,
        /** An average quality score, 0 to 1. */
        SCORE,
        /** An instant. */
        INSTANT
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

    static Column score(String name) {
        return new Column(name, Kind.SCORE);
    }

    static Column instant(String name) {
        return new Column(name, Kind.INSTANT);
    }

    /** String, Long, BigDecimal or Instant by the kind of the column; empty when the row has no such value. */
    Optional<Object> read(ResultSet row) throws SQLException {
        return switch (kind) {
            case TEXT -> Optional.ofNullable(row.getString(name));
            case COUNT -> Optional.ofNullable(row.getBigDecimal(name)).map(BigDecimal::longValueExact);
            case AMOUNT, MEAN, SHARE, SCORE -> Optional.ofNullable(row.getBigDecimal(name));
            case INSTANT ->
                Optional.ofNullable(row.getObject(name, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
        };
    }
}
