package com.holded.pipeline.event;

import java.io.Serializable;
import java.util.List;

/**
 * One thing that is wrong with an event.
 *
 * @param reason the class of the error
 * @param pointer where, as an RFC 6901 JSON pointer into the event as it was sent; empty = the whole event
 * @param keyword word of the JSON Schema that was broken, for example {@code minimum}; empty when it was none
 * @param message what is wrong and what is expected, for a person
 */
public record Violation(Reason reason, String pointer, String keyword, String message) implements Serializable {
    /** One that no schema found. */
    public Violation(Reason reason, String pointer, String message) {
        this(reason, pointer, "", message);
    }

    /** The form in which every answer, object and row shows it: {@code {"reason", "pointer", "keyword"?, "message"}}. */
    public Json.Obj toJson() {
        return new JsonBuilder()
                .text("reason", reason)
                .text("pointer", pointer)
                .textUnlessEmpty("keyword", keyword)
                .text("message", message)
                .build();
    }

    /** All of them, in order. */
    public static Json.Arr toJson(List<Violation> violations) {
        return new Json.Arr(violations.stream().<Json>map(Violation::toJson).toList());
    }
}
