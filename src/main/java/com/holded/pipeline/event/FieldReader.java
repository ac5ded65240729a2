package com.holded.pipeline.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads single fields of an event and gathers everything that is wrong with them. What cannot be read comes back empty,
 * and the event is invalid.
 */
final class FieldReader {
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_ID = 128;

    private final Instant receivedAt;
    private final List<Violation> violations = new ArrayList<>(2);

    FieldReader(Instant receivedAt) {
        this.receivedAt = receivedAt;
    }

    void reject(Reason reason, String pointer, String message) {
        violations.add(new Violation(reason, pointer, message));
    }

    boolean hasViolations() {
        return !violations.isEmpty();
    }

    Normalised.Invalid invalid(String companyId, String eventType) {
        return new Normalised.Invalid(violations, companyId, eventType);
    }

    /** A member that must be an object if it is there; {@code null} counts as not there. */
    Optional<Json.Obj> object(Json.Obj parent, String base, String name) {
        Optional<Json> member = present(parent, name);
        if (member.isPresent() && member.get().asObject().isEmpty()) {
            wrongKind(base, name, "an object", member.get());
        }
        return member.flatMap(Json::asObject);
    }

    /** An optional member that must be text; {@code null} counts as not there. */
    Optional<String> optionalText(Json.Obj parent, String base, String name) {
        Optional<Json> member = present(parent, name);
        if (member.isPresent() && member.get().asText().isEmpty()) {
            wrongKind(base, name, "a string", member.get());
        }
        return member.flatMap(Json::asText);
    }

    /** A name such as an event type: printable text of 1 to 256 characters. */
    String requiredName(Json.Obj parent, String base, String name) {
        if (present(parent, name).isEmpty()) {
            missing(base, name);
            return "";
        }
        String text = optionalText(parent, base, name).orElse("x");
        if (text.isBlank() || text.length() > LONGEST_NAME || !text.chars().allMatch(FieldReader::printable)) {
            reject(Reason.BAD_TEXT, Pointers.child(base, name), "expected printable text of 1 to 256 characters");
            return "";
        }
        return text;
    }

    String requiredId(Json.Obj parent, String base, String name) {
        Optional<Json> member = present(parent, name);
        if (member.isEmpty()) {
            missing(base, name);
        }
        return member.map(id -> id(id, Pointers.child(base, name))).orElse("");
    }

    String optionalId(Json.Obj parent, String base, String name) {
        return present(parent, name)
                .map(id -> id(id, Pointers.child(base, name)))
                .orElse("");
    }

    /** An identifier; empty, with a violation, when it is none. */
    String id(Json value, String pointer) {
        Optional<String> text = value.asText();
        if (text.isEmpty()) {
            reject(Reason.BAD_TYPE, pointer, "expected an identifier as a string, not " + value.kind());
            return "";
        }
        if (!isId(text.get())) {
            reject(Reason.BAD_ID, pointer, "expected an identifier of 1 to 128 characters of [A-Za-z0-9._:~@-]");
            return "";
        }
        return text.get();
    }

    /** A decimal, from a number or from decimal text, as its literal. */
    String decimal(Json value, String pointer) {
        Optional<String> literal = value.asNumber().or(() -> value.asText().filter(Decimals::isDecimalText));
        if (literal.isEmpty()) {
            reject(Reason.BAD_TYPE, pointer, "expected a decimal number, or decimal text such as \"12.50\"");
            return "";
        }
        if (!Decimals.inRange(literal.get())) {
            reject(Reason.NUMBER_RANGE, pointer, "expected at most 38 digits and an exponent of at most 308");
            return "";
        }
        return literal.get();
    }

    /** A whole number of zero or more, as its literal. */
    String unsigned(Json value, String pointer) {
        Optional<String> literal = value.asNumber().filter(number -> number.matches("-?\\d+"));
        if (literal.isEmpty()) {
            reject(Reason.BAD_TYPE, pointer, "expected a whole number");
            return "";
        }
        if (literal.get().startsWith("-") || !Decimals.inRange(literal.get())) {
            reject(Reason.NUMBER_RANGE, pointer, "expected a whole number of zero or more, at most 38 digits");
            return "";
        }
        return literal.get();
    }

    /** An instant in milliseconds; the epoch, with a violation, when there is none. */
    Instant instant(Optional<Json> value, String pointer) {
        if (value.isEmpty() || value.get().isNull()) {
            reject(Reason.MISSING_FIELD, pointer, "every event needs a timestamp");
            return Instant.EPOCH;
        }
        Optional<Instant> instant = Timestamps.parse(value.get());
        if (instant.isEmpty()) {
            reject(Reason.BAD_TIMESTAMP, pointer, "expected ISO-8601 with an offset or Z, or epoch milliseconds");
        } else if (!Timestamps.plausible(instant.get(), receivedAt)) {
            reject(Reason.BAD_TIMESTAMP, pointer, "expected a time from the year 2000 to one day ahead");
        }
        return instant.orElse(Instant.EPOCH);
    }

    void missing(String base, String name) {
        reject(Reason.MISSING_FIELD, Pointers.child(base, name), "every event needs " + name);
    }

    void wrongKind(String base, String name, String expected, Json actual) {
        reject(Reason.BAD_TYPE, Pointers.child(base, name), "expected " + expected + ", not " + actual.kind());
    }

    static Optional<Json> present(Json.Obj parent, String name) {
        return parent.member(name).filter(value -> !value.isNull());
    }

    /** 1 to 128 characters of {@code [A-Za-z0-9._:~@-]}; by hand, since every event has several. */
    private static boolean isId(String text) {
        if (text.isEmpty() || text.length() > LONGEST_ID) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "._:~@-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean printable(int character) {
        return !Character.isISOControl(character) && character != 0x2028 && character != 0x2029;
    }
}
