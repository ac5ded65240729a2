package com.holded.pipeline.event;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * SHA-256 over an unambiguous, order-independent text of a JSON value. Strings are written with their length, so no
 * escaping is needed; numbers by their literal, since {@code 1.10} and {@code 1.1} were not sent as the same thing.
 */
final class CanonicalHash {
    private CanonicalHash() {}

    static byte[] of(Json value) {
        StringBuilder text = new StringBuilder(512);
        write(value, text);
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Json value, StringBuilder out) {
        if (value instanceof Json.Obj object) {
            out.append('{');
            new TreeMap<>(object.members()).forEach((name, member) -> {
                string(name, out);
                write(member, out);
            });
            out.append('}');
        } else if (value instanceof Json.Arr array) {
            out.append('[');
            array.elements().forEach(element -> write(element, out));
            out.append(']');
        } else if (value instanceof Json.Text text) {
            string(text.value(), out);
        } else if (value instanceof Json.Num number) {
            out.append('#').append(number.literal()).append(';');
        } else if (value instanceof Json.Bool bool) {
            out.append(bool.value() ? 't' : 'f');
        } else if (value instanceof Json.Verbatim) {
            throw new IllegalArgumentException("text that was not read has no canonical form");
        } else {
            out.append('n');
        }
    }

    private static void string(String text, StringBuilder out) {
        out.append('"').append(text.length()).append(':').append(text);
    }
}
