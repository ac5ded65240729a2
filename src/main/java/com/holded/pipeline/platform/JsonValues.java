package com.holded.pipeline.platform;

import com.holded.pipeline.event.Decimals;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText.Limits;
import com.holded.pipeline.platform.JsonText.Malformed;
import com.holded.pipeline.platform.JsonText.Parsed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;

/**
 * Makes values of tokens, and notes what is wrong with them. Recursion goes no deeper than the limit on depth, which is
 * checked on the way down.
 */
final class JsonValues {
    /** An event may have more errors than anyone reads; beyond this only the first of each reason is kept. */
    static final int MOST_VIOLATIONS = 20;

    private static final int LONGEST_POINTER = 1024;

    private final Limits limits;
    private List<Violation> violations = new ArrayList<>();
    private int outerSegments;

    JsonValues(Limits limits) {
        this.limits = limits;
    }

    /** Leaves as many leading segments out of each pointer: the index in the package is no part of the event. */
    void leaveOut(int segments) {
        outerSegments = segments;
    }

    /** Reads the value that this token begins; the parser has read all of its text afterwards. */
    Parsed element(JsonParser parser, JsonToken token, int depth) {
        if (!violations.isEmpty()) {
            violations = new ArrayList<>();
        }
        Json value = value(parser, token, depth);
        parser.finishToken();
        return new Parsed(value, violations);
    }

    private Json value(JsonParser parser, JsonToken token, int depth) {
        if (token == JsonToken.START_OBJECT) {
            return object(parser, deeper(parser, depth));
        }
        if (token == JsonToken.START_ARRAY) {
            return array(parser, deeper(parser, depth));
        }
        if (token == JsonToken.VALUE_STRING) {
            return string(parser);
        }
        if (token.isNumeric()) {
            return number(parser);
        }
        return token == JsonToken.VALUE_NULL ? Json.Null.NULL : new Json.Bool(token == JsonToken.VALUE_TRUE);
    }

    private int deeper(JsonParser parser, int depth) {
        if (depth >= limits.depth()) {
            throw malformed(parser.currentTokenLocation(), ErrorCode.TOO_DEEP);
        }
        return depth + 1;
    }

    private Json object(JsonParser parser, int depth) {
        JsonBuilder object = new JsonBuilder();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            check(name, limits.nameBytes(), "a name", parser);
            boolean twice = object.has(name);
            if (twice) {
                violate(parser, Reason.DUPLICATE_KEY, "the name stands twice in its object");
            }
            Json value = value(parser, next(parser), depth);
            if (!twice) {
                object.member(name, value);
            }
        }
        return object.build();
    }

    private Json array(JsonParser parser, int depth) {
        List<Json> elements = new ArrayList<>();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            elements.add(value(parser, token, depth));
        }
        return new Json.Arr(elements);
    }

    private Json string(JsonParser parser) {
        String text = parser.getString();
        check(text, limits.stringBytes(), "the string", parser);
        return new Json.Text(text);
    }

    private Json number(JsonParser parser) {
        String literal = parser.getString();
        if (!Decimals.inRange(literal, limits.digits(), limits.exponent())) {
            String limit = "a number has at most " + limits.digits() + " digits and an exponent of at most "
                    + limits.exponent();
            violate(parser, Reason.NUMBER_RANGE, limit);
        }
        return new Json.Num(literal);
    }

    private void check(String text, int mostBytes, String what, JsonParser parser) {
        // Each char takes three bytes at most: short ones need no count.
        if (text.length() * 3L > mostBytes && Utf8.length(text) > mostBytes) {
            violate(parser, Reason.STRING_TOO_LONG, what + " is longer than " + mostBytes + " bytes");
        }
        if (!Utf8.isStorable(text)) {
            violate(parser, Reason.BAD_CHARACTER, what + " has a NUL or half a surrogate pair");
        }
    }

    private void violate(JsonParser parser, Reason reason, String message) {
        boolean known = violations.stream().anyMatch(violation -> violation.reason() == reason);
        if (violations.size() < MOST_VIOLATIONS || !known) {
            violations.add(new Violation(reason, pointer(parser.streamReadContext()), message));
        }
    }

    /** Where the parser is, or the nearest place around it whose pointer is short and can itself be stored. */
    private String pointer(@Nullable TokenStreamContext context) {
        if (context == null) {
            return "";
        }
        JsonPointer path = context.pathAsPointer();
        for (int outer = 0; outer < outerSegments; outer++) {
            path = path == null ? null : path.tail();
        }
        String pointer = path == null ? "" : path.toString();
        return pointer.length() <= LONGEST_POINTER && Utf8.isStorable(pointer) ? pointer : pointer(context.getParent());
    }

    static JsonToken next(JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw malformed(parser.currentLocation(), ErrorCode.MALFORMED_JSON);
        }
        return token;
    }

    static Malformed malformed(@Nullable TokenStreamLocation location, ErrorCode code) {
        return location == null
                ? new Malformed(1, 1, code)
                : new Malformed(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()), code);
    }
}
