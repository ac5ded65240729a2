package com.holded.pipeline.event;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The day on which an event counts: the calendar day of the business, in Europe/Madrid. */
public final class BusinessDay {
    /** Zone of all business days. */
    public static final ZoneId ZONE = ZoneId.of("Europe/Madrid");

    private BusinessDay() {}

    /** The business day of an instant. */
    public static LocalDate of(Instant instant) {
        return LocalDate.ofInstant(instant, ZONE);
    }
}
