package com.holded.pipeline.reports;

import java.time.LocalDate;

/**
 * A span of business days (Europe/Madrid), both ends inclusive. An end that is left open is {@link LocalDate#MIN} or
 * {@link LocalDate#MAX}, which the database reads as minus and plus infinity.
 */
record Days(LocalDate from, LocalDate to) {
    static final Days ALL = new Days(LocalDate.MIN, LocalDate.MAX);

    Days {
        if (from.isAfter(to)) {
            throw new IllegalArgumentException(from + " is after " + to);
        }
    }

    boolean hasFrom() {
        return !from.equals(LocalDate.MIN);
    }

    boolean hasTo() {
        return !to.equals(LocalDate.MAX);
    }
}
