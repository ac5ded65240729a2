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
    private static final int CURRENCY_LETTERS = 3;
    private static final String DEFAULT_CURRENCY = "EUR";

    private final Instant receivedAt;
    private final List<Violation> violations = new ArrayList<>(2);

    FieldReader(Instant receivedAt) {
        this.receivedAt = receivedAt;
    }

    void reject(Reason reason, Path at, String message) {
        violations.add(new Violation(reason, at.pointer(), message));
    }

    boolean hasViolations() {
        return !violations.isEmpty();
    }

    Normalised.Invalid invalid(String companyId, String eventType) {
        return new Normalised.Invalid(violations, companyId, eventType);
    }

    /** A member that must be an object if it is there, else an empty one; {@code null} counts as not there. */
    Json.Obj object(Json.Obj parent, Path at, String name) {
        Json member = parent.orNull(name);
        if (member.isNull() || member instanceof Json.Obj) {
            return member instanceof Json.Obj object ? object : Json.Obj.EMPTY;
        }
        reject(Reason.BAD_TYPE, at.child(name), "expected an object, not " + member.kind());
        return Json.Obj.EMPTY;
    }

    /** An optional member that must be text, else empty; {@code null} counts as not there. */
    String optionalText(Json.Obj parent, Path at, String name) {
        Json member = parent.orNull(name);
        if (member instanceof Json.Text text) {
            return text.value();
        }
        if (!member.isNull()) {
            reject(Reason.BAD_TYPE, at.child(name), "expected a string, not " + member.kind());
        }
        return "";
    }

    /** A name such as an event type: printable text of 1 to 256 characters. */
    String requiredName(Json.Obj parent, Path at, String name) {
        Json member = parent.orNull(name);
        if (member.isNull()) {
            missing(at, name);
        } else if (member instanceof Json.Text text) {
            if (isName(text.value())) {
                return text.value();
            }
            reject(Reason.BAD_TEXT, at.child(name), "expected printable text of 1 to 256 characters");
        } else {
            reject(Reason.BAD_TYPE, at.child(name), "expected a string, not " + member.kind());
        }
        return "";
    }

    String requiredId(Json.Obj parent, Path at, String name) {
        if (parent.orNull(name).isNull()) {
            missing(at, name);
            return "";
        }
        return optionalId(parent, at, name);
    }

    String optionalId(Json.Obj parent, Path at, String name) {
        Json member = parent.orNull(name);
        return member.isNull() ? "" : id(member, at.child(name));
    }

    /** An identifier; empty, with a violation, when it is none. */
    String id(Json value, Path at) {
        if (!(value instanceof Json.Text text)) {
            reject(Reason.BAD_TYPE, at, "expected an identifier as a string, not " + value.kind());
            return "";
        }
        if (!Identifiers.is(text.value())) {
            reject(Reason.BAD_ID, at, "expected an identifier of " + Identifiers.FORM);
            return "";
        }
        return text.value();
    }

    /** A decimal, from a number or from decimal text, as its literal. */
    String decimal(Json value, Path at) {
        Optional<String> literal = value.asNumber().or(() -> value.asText().filter(Decimals::isDecimalText));
        if (literal.isEmpty()) {
            reject(Reason.BAD_TYPE, at, "expected a decimal number, or decimal text such as \"12.50\"");
            return "";
        }
        if (!Decimals.inRange(literal.get())) {
            reject(Reason.NUMBER_RANGE, at, "expected at most 38 digits and an exponent of at most 308");
            return "";
        }
        return literal.get();
    }

    /** A whole number of zero or more, as its literal. */
    String unsigned(Json value, Path at) {
        if (!(value instanceof Json.Num number) || !Decimals.isWhole(number.literal())) {
            reject(Reason.BAD_TYPE, at, "expected a whole number");
            return "";
        }
        if (number.literal().startsWith("-") || !Decimals.inRange(number.literal())) {
            reject(Reason.NUMBER_RANGE, at, "expected a whole number of zero or more, at most 38 digits");
            return "";
        }
        return number.literal();
    }

    /** The currency of an amount; EUR when none is named. */
    String currency(Json.Obj parent, Path at, String name) {
        Json member = parent.orNull(name);
        if (member.isNull()) {
            return DEFAULT_CURRENCY;
        }
        if (member instanceof Json.Text code && isCurrency(code.value())) {
            return code.value();
        }
        reject(
                member instanceof Json.Text ? Reason.BAD_TEXT : Reason.BAD_TYPE,
                at.child(name),
                "expected a currency of three capital letters such as EUR");
        return DEFAULT_CURRENCY;
    }

    /** An instant in milliseconds; the epoch, with a violation, when there is none. */
    Instant instant(Json value, Path at) {
        if (value.isNull()) {
            reject(Reason.MISSING_FIELD, at, "every event needs a timestamp");
            return Instant.EPOCH;
        }
        Optional<Instant> instant = Timestamps.parse(value);
        if (instant.isEmpty()) {
            reject(Reason.BAD_TIMESTAMP, at, "expected ISO-8601 with an offset or Z, or epoch milliseconds");
        } else if (!Timestamps.plausible(instant.get(), receivedAt)) {
            reject(Reason.BAD_TIMESTAMP, at, "expected a time from the year 2000 to one day ahead");
        }
        return instant.orElse(Instant.EPOCH);
    }

    void missing(Path at, String name) {
        reject(Reason.MISSING_FIELD, at.child(name), "every event needs " + name);
    }

    private static boolean isName(String text) {
        if (text.isBlank() || text.length() > LONGEST_NAME) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                return false;
            }
        }
        return true;
    }

    private static boolean isCurrency(String code) {
        return code.length() == CURRENCY_LETTERS && code.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    }
}
