package com.holded.pipeline.jobs;

import com.holded.pipeline.event.BusinessDay;
import com.holded.pipeline.event.Identifiers;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.ledger.Reprocess;
import com.holded.pipeline.ledger.RunParameters;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.SmallBody;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The body of {@code POST /jobs/process-events/executions}, checked parameter by parameter. */
final class RunRequest {
    private static final int MOST_BYTES = 16 * 1024;
    private static final int LONGEST_TYPE = 256;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");
    private static final Set<String> NAMES = Set.of("from", "to", "company", "event_type", "reprocess", "dry_run");

    private final Map<String, Json> members;

    private RunRequest(Map<String, Json> members) {
        this.members = members;
    }

    /**
     * What the body asks for; without a body, all that waits.
     *
     * @throws ProblemException when it is no JSON object; BAD_PARAMETER that names the parameter which is wrong
     */
    static RunParameters parameters(InputStream body) {
        String text = SmallBody.text(body, MOST_BYTES);
        if (text.isBlank()) {
            return RunParameters.ALL;
        }
        RunRequest request = new RunRequest(JsonText.embedded(text)
                .flatMap(Json::asObject)
                .orElseThrow(() -> new ProblemException(ErrorCode.MALFORMED_JSON, "expected a JSON object"))
                .members());
        request.requireKnown();
        return request.parameters();
    }

    /**
     * Refuses a body that asks for anything, for a job that has no parameters.
     *
     * @throws ProblemException as {@link #parameters(InputStream)}
     */
    static void requireNone(InputStream body) {
        if (!parameters(body).equals(RunParameters.ALL)) {
            throw new ProblemException(ErrorCode.BAD_PARAMETER, "this job has no parameters");
        }
    }

    private RunParameters parameters() {
        Optional<Instant> from = text("from").map(time -> time("from", time, 0));
        Optional<Instant> to = text("to").map(time -> time("to", time, 1));
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw ProblemException.badParameter("to", "expected a time after that of from");
        }
        boolean dryRun = flag("dry_run");
        return new RunParameters(from, to, company(dryRun), eventType(dryRun), reprocess(), dryRun);
    }

    private void requireKnown() {
        members.keySet().stream()
                .filter(name -> !NAMES.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw ProblemException.badParameter(
                            name,
                            name.equals("runner")
                                    ? "the service runs the pipeline in itself; ./holded pipeline runs it elsewhere"
                                    : "there is no such parameter; there are "
                                            + NAMES.stream().sorted().collect(Collectors.joining(", ")));
                });
    }

    private String company(boolean dryRun) {
        String company = text("company").orElse("");
        if (!company.isEmpty() && !Identifiers.is(company)) {
            throw ProblemException.badParameter("company", "expected " + Identifiers.FORM);
        }
        requireDryRun("company", company, dryRun);
        return company;
    }

    private String eventType(boolean dryRun) {
        String type = text("event_type").orElse("");
        if (type.length() > LONGEST_TYPE || type.indexOf('\0') >= 0) {
            throw ProblemException.badParameter("event_type", "expected up to " + LONGEST_TYPE + " characters");
        }
        requireDryRun("event_type", type, dryRun);
        return type;
    }

    private static void requireDryRun(String name, String value, boolean dryRun) {
        if (!value.isEmpty() && !dryRun) {
            throw ProblemException.badParameter(
                    name,
                    "a segment holds events of many companies and types, and is loaded as a whole; only a dry run can"
                            + " tell of some of them");
        }
    }

    private Reprocess reprocess() {
        String wanted = text("reprocess").orElse(Reprocess.MISSING.label());
        return Arrays.stream(Reprocess.values())
                .filter(reprocess -> reprocess.label().equals(wanted))
                .findFirst()
                .orElseThrow(() -> ProblemException.badParameter(
                        "reprocess",
                        "expected one of "
                                + Arrays.stream(Reprocess.values())
                                        .map(Reprocess::label)
                                        .collect(Collectors.joining(", "))));
    }

    private boolean flag(String name) {
        Json value = members.getOrDefault(name, new Json.Bool(false));
        if (value instanceof Json.Bool flag) {
            return flag.value();
        }
        throw ProblemException.badParameter(name, "expected true or false");
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name)).map(value -> value.asText()
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> ProblemException.badParameter(name, "expected text")));
    }

    /** A whole day is meant by its name alone, so as an end the day after it begins. */
    private static Instant time(String name, String text, int daysLater) {
        try {
            Instant time = text.length() == "2026-03-05".length()
                    ? LocalDate.parse(text)
                            .plusDays(daysLater)
                            .atStartOfDay(BusinessDay.ZONE)
                            .toInstant()
                    : Instant.parse(text);
            if (!time.isBefore(EARLIEST) && time.isBefore(LATEST)) {
                return time;
            }
        } catch (DateTimeException noTime) {
            // Refused below, as a time out of range is.
        }
        throw ProblemException.badParameter(
                name, "expected a day such as 2026-03-05 or a time such as 2026-03-05T10:12:35Z, from 2000 to 9998");
    }
}
