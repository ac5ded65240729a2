package com.holded.pipeline.security;

import com.holded.pipeline.event.Identifiers;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The bodies of {@code POST /keys} and {@code POST /keys/{id}/rotate}, checked field by field. */
final class KeyRequest {
    private static final int MOST_BYTES = 16 * 1024;
    private static final int LONGEST_NAME = 100;
    private static final int MOST_SUBJECTS = 100;
    private static final int LONGEST_SUBJECT = 256;
    private static final Duration LONGEST_LIFE = Duration.ofDays(3_650);
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);
    private static final Duration OVERLAP = Duration.ofHours(24);

    private final Map<String, Json> members;

    private KeyRequest(Map<String, Json> members) {
        this.members = members;
    }

    /**
     * The key that a body asks for.
     *
     * @throws ProblemException when the body is no JSON object; BAD_PARAMETER that names the field which is wrong
     */
    static NewKey newKey(InputStream body) {
        KeyRequest request = new KeyRequest(
                object(bytes(body), Set.of("name", "role", "company", "expires_in", "limits", "subjects")));
        Role role = request.role();
        String company = request.text("company").orElse("");
        if (!company.isEmpty() && !Identifiers.is(company)) {
            throw ProblemException.badParameter("company", "expected " + Identifiers.FORM);
        }
        if (!company.isEmpty() && role == Role.ADMIN) {
            throw ProblemException.badParameter("company", "an administrator's key is bound to no company");
        }
        SubjectGrants subjects = request.subjects();
        if (!subjects.equals(SubjectGrants.NONE) && !company.isEmpty()) {
            throw ProblemException.badParameter("subjects", "a contract holds for all companies, the key for one");
        }
        long lifetime = request.duration("expires_in", Duration.ofSeconds(1), LONGEST_LIFE)
                .map(Duration::toSeconds)
                .orElse(0L);
        return new NewKey(request.name(), role, company, lifetime, request.limits(), subjects);
    }

    /** How long the secrets before the new one stay valid; 24 hours unless the body says otherwise. */
    static Duration overlap(InputStream body) {
        byte[] bytes = bytes(body);
        if (bytes.length == 0) {
            return OVERLAP;
        }
        return new KeyRequest(object(bytes, Set.of("overlap")))
                .duration("overlap", Duration.ZERO, LONGEST_OVERLAP)
                .orElse(OVERLAP);
    }

    private static byte[] bytes(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new ProblemException(ErrorCode.BODY_TOO_LARGE, "at most " + MOST_BYTES + " bytes are taken");
            }
            return bytes;
        } catch (IOException brokenOff) {
            throw new UncheckedIOException("The caller broke off", brokenOff);
        }
    }

    private static Map<String, Json> object(byte[] bytes, Set<String> known) {
        try {
            JsonText.Parsed parsed = JsonText.parse(bytes, 0, bytes.length, JsonText.Limits.ofDepth(8));
            if (!parsed.violations().isEmpty()) {
                Violation first = parsed.violations().get(0);
                throw ProblemException.badParameter(field(first.pointer()), first.message());
            }
            Json.Obj object = parsed.value()
                    .asObject()
                    .orElseThrow(() -> ProblemException.badParameter("body", "expected an object"));
            refuseUnknown("", object, known);
            return object.members();
        } catch (JsonText.Malformed noJson) {
            throw noJson.toProblem();
        }
    }

    private static String field(String pointer) {
        return pointer.isEmpty()
                ? "body"
                : JsonText.storable(pointer.substring(1).replace('/', '.'));
    }

    private static void refuseUnknown(String prefix, Json.Obj object, Set<String> known) {
        for (String name : object.members().keySet()) {
            if (!known.contains(name)) {
                throw ProblemException.badParameter(
                        JsonText.storable(prefix + name),
                        "unknown; there are " + known.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    private Optional<Json> member(String name) {
        return Optional.ofNullable(members.get(name)).filter(value -> !(value instanceof Json.Null));
    }

    private Optional<String> text(String name) {
        return member(name).map(value -> value.asText()
                .orElseThrow(() -> ProblemException.badParameter(name, "expected a string")));
    }

    private String name() {
        String name = text("name").orElse("").strip();
        boolean printable = name.codePoints().noneMatch(Character::isISOControl);
        if (name.isEmpty() || name.length() > LONGEST_NAME || !printable) {
            throw ProblemException.badParameter("name", "expected 1 to " + LONGEST_NAME + " printable characters");
        }
        return name;
    }

    private Role role() {
        String role = text("role").orElse("");
        return Arrays.stream(Role.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(role))
                .findFirst()
                .orElseThrow(() -> ProblemException.badParameter("role", "expected producer, analyst or admin"));
    }

    private Optional<Duration> duration(String name, Duration least, Duration most) {
        return text(name).map(text -> {
            try {
                Duration duration = Duration.parse(text);
                if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                    return duration;
                }
            } catch (DateTimeParseException | ArithmeticException noDuration) {
                // Refused below, as a duration out of range is.
            }
            throw ProblemException.badParameter(
                    name, "expected an ISO-8601 duration from " + least + " to " + most + ", such as PT24H");
        });
    }

    private SubjectGrants subjects() {
        Optional<Json> subjects = member("subjects");
        if (subjects.isEmpty()) {
            return SubjectGrants.NONE;
        }
        Json.Obj object = subjects.get()
                .asObject()
                .orElseThrow(() -> ProblemException.badParameter("subjects", "expected an object"));
        Map<String, SubjectRight> rights = new LinkedHashMap<>();
        object.members().forEach((prefix, right) -> rights.put(subjectPrefix(prefix), right(right)));
        if (rights.size() > MOST_SUBJECTS) {
            throw ProblemException.badParameter("subjects", "expected at most " + MOST_SUBJECTS);
        }
        return new SubjectGrants(rights);
    }

    private static String subjectPrefix(String prefix) {
        if (prefix.isBlank()
                || prefix.length() > LONGEST_SUBJECT
                || prefix.codePoints().anyMatch(Character::isISOControl)) {
            throw ProblemException.badParameter(
                    "subjects",
                    "expected beginnings of subjects, of 1 to " + LONGEST_SUBJECT + " printable characters");
        }
        return prefix;
    }

    private static SubjectRight right(Json right) {
        return right.asText()
                .flatMap(SubjectGrants::right)
                .orElseThrow(() -> ProblemException.badParameter("subjects", "expected write or admin for each"));
    }

    private OwnLimits limits() {
        Optional<Json> limits = member("limits");
        if (limits.isEmpty()) {
            return OwnLimits.NONE;
        }
        Json.Obj object = limits.get()
                .asObject()
                .orElseThrow(() -> ProblemException.badParameter("limits", "expected an object"));
        refuseUnknown("limits.", object, Set.of("events_per_second", "requests_per_second"));
        return new OwnLimits(limit(object, "events_per_second"), limit(object, "requests_per_second"));
    }

    private static int limit(Json.Obj limits, String name) {
        Optional<Json> value = limits.member(name).filter(member -> !(member instanceof Json.Null));
        if (value.isEmpty()) {
            return 0;
        }
        String literal = value.get().asNumber().orElse("");
        int limit = literal.matches("[0-9]{1,7}") ? Integer.parseInt(literal) : 0;
        if (limit < 1 || limit > OwnLimits.MOST_PER_SECOND) {
            throw ProblemException.badParameter(
                    "limits." + name, "expected a whole number from 1 to " + OwnLimits.MOST_PER_SECOND);
        }
        return limit;
    }
}
