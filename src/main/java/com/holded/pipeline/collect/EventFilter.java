package com.holded.pipeline.collect;

import com.holded.pipeline.platform.ProblemException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Which events a list is of; each empty part leaves the choice open.
 *
 * @param day UTC day on which their segments were opened; null = all days
 * @param company account, exactly
 * @param type event type, exactly
 * @param status {@code accepted} or {@code rejected}
 */
record EventFilter(@Nullable LocalDate day, String company, String type, String status) {

    /** The filter of these parameters; 400 that names the one which is wrong. */
    static EventFilter of(String day, String company, String type, String status) {
        if (!status.isEmpty() && !status.equals("accepted") && !status.equals("rejected")) {
            throw ProblemException.badParameter("status", "expected accepted or rejected");
        }
        return new EventFilter(day.isEmpty() ? null : day(day), company, type, status);
    }

    boolean matches(String itsCompany, String itsType, String itsStatus) {
        return (company.isEmpty() || company.equals(itsCompany))
                && (type.isEmpty() || type.equals(itsType))
                && (status.isEmpty() || status.equals(itsStatus));
    }

    private static LocalDate day(String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.getYear() >= 1970 && day.getYear() <= 9999) {
                return day;
            }
        } catch (DateTimeParseException noDay) {
            // Refused below, as a day that no event can have is.
        }
        throw ProblemException.badParameter("day", "expected a day such as 2026-11-22");
    }
}
