package com.holded.pipeline.reports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a report was made from and when, as every format says it.
 *
 * @param report its name
 * @param position the loads that it counts
 * @param parameters those that decide its content, by their names in the HTTP interface
 */
record Provenance(String report, Position position, Instant generatedAt, Map<String, String> parameters) {
    Provenance {
        // Unlike a copy, it keeps the order.
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    static Provenance of(Definition report, Request request, Position position, Instant now) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Filters filters = request.filters();
        if (filters.days().hasFrom()) {
            parameters.put(Parameter.FROM.code(), filters.days().from().toString());
        }
        if (filters.days().hasTo()) {
            parameters.put(Parameter.TO.code(), filters.days().to().toString());
        }
        put(parameters, Parameter.COMPANY, filters.company());
        put(parameters, Parameter.EVENT_TYPE, filters.eventType());
        put(parameters, Parameter.CONTEXT, filters.context());
        if (request.choice().top() > 0) {
            parameters.put(
                    Parameter.TOP.code(), Integer.toString(request.choice().top()));
        }
        if (request.choice().sort() != Sort.EVENTS) {
            parameters.put(Parameter.SORT.code(), request.choice().sort().code());
        }
        parameters.put(Parameter.LANG.code(), request.language().code());
        return new Provenance(report.name(), position, now, parameters);
    }

    private static void put(Map<String, String> parameters, Parameter parameter, String value) {
        if (!value.isEmpty()) {
            parameters.put(parameter.code(), value);
        }
    }

    /** The time in words, for example {@code Generated 22 Nov 2026, 21:05 (Europe/Madrid)}. */
    String time(Language language) {
        return language.text("footer.generated") + " " + new Printed(language).instant(generatedAt) + " ("
                + CsvFormat.ZONE + ")";
    }

    /** The position in words. */
    String place(Language language) {
        return language.text("footer.position") + " " + position.code();
    }

    /** Report and parameters, for example {@code company-analytics · from=2026-11-01 · lang=en}. */
    String request() {
        List<String> parts = new ArrayList<>(List.of(report));
        parameters.forEach((name, value) -> parts.add(name + "=" + value));
        return String.join("  ·  ", parts);
    }

    /** All of it, in as many lines as it has parts. */
    List<String> lines(Language language) {
        return List.of(time(language), place(language), request());
    }
}
