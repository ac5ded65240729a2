package com.holded.pipeline.event;

import java.io.Serializable;
import java.util.List;

/**
 * One thing that is wrong with an event.
 *
 * @param reason the class of the error
 * @param pointer where, as an RFC 6901 JSON pointer into the event as it was sent; empty = the whole event
 * @param message what is wrong and what is expected, for a person
 */
public record Violation(Reason reason, String pointer, String message) implements Serializable {
    /** The form in which every answer, object and row shows it: {@code {"reason", "pointer", "message"}}. */
    public Json.Obj toJson() {
        return new JsonBuilder()
                .text("reason", reason)
                .text("pointer", pointer)
                .text("message", message)
                .build();
    }

    /** All of them, in order. */
    public static Json.Arr toJson(List<Violation> violations) {
        return new Json.Arr(violations.stream().<Json>map(Violation::toJson).toList());
    }
}
