package com.holded.pipeline.deadletter;

import com.holded.pipeline.event.BusinessDay;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.ledger.DeadLetterFilter;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** The query parameters that say which dead letters are meant; each of them once at most. */
final class FilterParameters {
    private static final Set<String> NAMES = Set.of("reason", "company", "type", "status", "event_id", "from", "to");
    private static final List<String> STATUSES = List.of("open", "replayed", "discarded");

    private final MultivaluedMap<String, String> query;

    FilterParameters(MultivaluedMap<String, String> query) {
        this.query = query;
    }

    /**
     * The filter that the parameters say.
     *
     * @throws ProblemException BAD_PARAMETER that names the one which is wrong
     */
    DeadLetterFilter filter() {
        return new DeadLetterFilter(
                oneOf("reason", Arrays.stream(Reason.values()).map(Enum::name).toList()),
                text("company"),
                text("type"),
                oneOf("status", STATUSES),
                value("event_id").map(id -> uuid("event_id", id)),
                value("from").map(from -> time("from", from, 0)),
                value("to").map(to -> time("to", to, 1)));
    }

    /** The same of what the caller may see; empty when it asks for another company than its own. */
    Optional<DeadLetterFilter> filter(Caller caller) {
        DeadLetterFilter filter = filter();
        if (!filter.companyId().isEmpty() && !caller.maySee(filter.companyId())) {
            return Optional.empty();
        }
        return Optional.of(caller.company().map(filter::ofCompany).orElse(filter));
    }

    /**
     * Refuses parameters that mean nothing: a filter with a slip of the pen would mean more than it should.
     *
     * @param others what is taken beside the filter
     */
    void requireKnown(Set<String> others) {
        Set<String> unknown = new TreeSet<>(query.keySet());
        unknown.removeAll(NAMES);
        unknown.removeAll(others);
        if (!unknown.isEmpty()) {
            String known = new TreeSet<>(NAMES).stream().collect(Collectors.joining(", "));
            throw ProblemException.badParameter(
                    unknown.iterator().next(), "there is no such filter; there are " + known);
        }
    }

    private Optional<String> value(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw ProblemException.badParameter(name, "expected once");
        }
        return values.stream().filter(value -> !value.isEmpty()).findFirst();
    }

    private String text(String name) {
        String value = value(name).orElse("");
        if (value.indexOf('\0') >= 0) {
            throw ProblemException.badParameter(name, "expected text without NUL");
        }
        return value;
    }

    private String oneOf(String name, List<String> known) {
        String value = value(name).orElse("");
        if (!value.isEmpty() && !known.contains(value)) {
            throw ProblemException.badParameter(name, "expected one of " + String.join(", ", known));
        }
        return value;
    }

    /** A whole day is meant by its name alone, so as an end the day after it begins. */
    private static Instant time(String name, String text, int daysLater) {
        try {
            return text.length() == "2026-03-05".length()
                    ? LocalDate.parse(text)
                            .plusDays(daysLater)
                            .atStartOfDay(BusinessDay.ZONE)
                            .toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException noTime) {
            throw ProblemException.badParameter(
                    name, "expected a day such as 2026-03-05 or a time such as 2026-03-05T10:12:35Z");
        }
    }

    static UUID uuid(String parameter, String text) {
        if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw ProblemException.badParameter(parameter, "expected a UUID");
        }
        return UUID.fromString(text);
    }
}
