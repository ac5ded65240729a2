package com.holded.pipeline.reports;

import com.holded.pipeline.event.BusinessContext;
import com.holded.pipeline.event.Identifiers;
import com.holded.pipeline.platform.ProblemException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the query parameters of a report. Each wrong one is a {@link ProblemException} that names it. */
final class Parameters {
    /** Nothing in the product is older or can be that far ahead; keeps a slip of the keyboard from passing for a date. */
    private static final LocalDate EARLIEST = LocalDate.of(1970, 1, 1);

    private static final LocalDate LATEST = LocalDate.of(2199, 12, 31);
    private static final int MOST_YEARS = 100;
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,5}");
    private static final int MOST_ROWS = 100_000;
    private static final int EVENT_TYPE_LENGTH = 256;

    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads and checks all parameters.
     *
     * @param report what is asked for
     * @param values decoded values by name
     * @param acceptable languages that the caller accepts, best first; used when {@code lang} is absent
     * @param clock tells the day that {@code period} is counted from
     */
    static Request read(Definition report, Map<String, List<String>> values, List<Locale> acceptable, Clock clock) {
        for (String name : values.keySet()) {
            if (!Parameter.names().contains(name)) {
                throw ProblemException.badParameter(
                        name, "is not known here; known are " + String.join(", ", Parameter.names()));
            }
        }
        for (Parameter parameter : Parameter.values()) {
            if (values.containsKey(parameter.code()) && !report.parameters().contains(parameter)) {
                throw ProblemException.badParameter(parameter.code(), "does not apply to " + report.name());
            }
        }
        Parameters parameters = new Parameters(values);
        Filters filters =
                new Filters(parameters.days(clock), parameters.company(), parameters.eventType(), parameters.context());
        return new Request(
                filters,
                parameters.language(acceptable),
                new Request.Choice(parameters.sort(), parameters.top()),
                parameters.flag("bom"),
                parameters.flag("footer"));
    }

    private Sort sort() {
        return value("sort")
                .map(code -> Sort.of(code)
                        .orElseThrow(() ->
                                ProblemException.badParameter("sort", "is none of " + String.join(", ", Sort.names()))))
                .orElse(Sort.EVENTS);
    }

    private int top() {
        return value("top")
                .map(text -> {
                    if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > MOST_ROWS) {
                        throw ProblemException.badParameter("top", "is no number from 1 to " + MOST_ROWS);
                    }
                    return Integer.parseInt(text);
                })
                .orElse(0);
    }

    private Optional<String> value(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.size() > 1) {
            throw ProblemException.badParameter(name, "is given more than once");
        }
        return all.stream().filter(value -> !value.isEmpty()).findFirst();
    }

    private Days days(Clock clock) {
        Optional<Days> period = value("period").map(name -> Period.of(name)
                .orElseThrow(() ->
                        ProblemException.badParameter("period", "is none of " + String.join(", ", Period.names())))
                .days(LocalDate.now(clock.withZone(CsvFormat.ZONE))));
        Optional<LocalDate> from = day("from");
        Optional<LocalDate> to = day("to");
        if (period.isPresent()) {
            if (from.isPresent() || to.isPresent()) {
                throw ProblemException.badParameter("period", "is given together with from or to; give one of them");
            }
            return period.get();
        }
        if (from.isPresent() && to.isPresent()) {
            if (from.get().isAfter(to.get())) {
                throw ProblemException.badParameter("from", "is after to (" + to.get() + ")");
            }
            if (from.get().plusYears(MOST_YEARS).isBefore(to.get())) {
                throw ProblemException.badParameter("to", "is more than " + MOST_YEARS + " years after from");
            }
        }
        return new Days(from.orElse(LocalDate.MIN), to.orElse(LocalDate.MAX));
    }

    private Optional<LocalDate> day(String name) {
        return value(name).map(text -> {
            if (!DAY.matcher(text).matches()) {
                throw ProblemException.badParameter(name, "is no date such as 2026-11-22");
            }
            LocalDate day;
            try {
                day = LocalDate.parse(text);
            } catch (DateTimeParseException noSuchDay) {
                throw ProblemException.badParameter(name, "is no day of the calendar");
            }
            if (day.isBefore(EARLIEST) || day.isAfter(LATEST)) {
                throw ProblemException.badParameter(name, "is not between " + EARLIEST + " and " + LATEST);
            }
            return day;
        });
    }

    private String company() {
        return value("company")
                .map(company -> {
                    if (!Identifiers.is(company)) {
                        throw ProblemException.badParameter(
                                "company", "is not 1 to 128 characters of letters, digits and ._:~@-");
                    }
                    return company;
                })
                .orElse("");
    }

    private String eventType() {
        return value("event_type")
                .map(type -> {
                    int length = type.codePointCount(0, type.length());
                    if (length > EVENT_TYPE_LENGTH || type.codePoints().anyMatch(Parameters::isUnprintable)) {
                        throw ProblemException.badParameter(
                                "event_type", "is not 1 to " + EVENT_TYPE_LENGTH + " printable characters");
                    }
                    return type;
                })
                .orElse("");
    }

    private static boolean isUnprintable(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL || type == Character.SURROGATE || type == Character.UNASSIGNED;
    }

    private String context() {
        return value("context")
                .map(code -> BusinessContext.of(code)
                        .orElseThrow(() -> ProblemException.badParameter(
                                "context", "is none of " + String.join(", ", BusinessContext.labels())))
                        .label())
                .orElse("");
    }

    private Language language(List<Locale> acceptable) {
        return value("lang")
                .map(code -> Language.of(code)
                        .orElseThrow(() -> ProblemException.badParameter("lang", "is neither es nor en")))
                .orElseGet(() -> Language.preferred(acceptable));
    }

    private boolean flag(String name) {
        return value(name)
                .map(text -> {
                    if (!text.equals("true") && !text.equals("false")) {
                        throw ProblemException.badParameter(name, "is neither true nor false");
                    }
                    return text.equals("true");
                })
                .orElse(false);
    }
}
