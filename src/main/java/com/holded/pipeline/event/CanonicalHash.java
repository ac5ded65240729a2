package com.holded.pipeline.event;

import java.util.Arrays;

/**
 * SHA-256 over an unambiguous, order-independent text of a JSON value. Strings are written with their length, so no
 * escaping is needed; numbers by their literal, since {@code 1.10} and {@code 1.1} were not sent as the same thing.
 */
final class CanonicalHash {
    private CanonicalHash() {}

    static byte[] of(Json value) {
        Utf8Buffer text = new Utf8Buffer(1024);
        write(value, text);
        return text.sha256();
    }

    private static void write(Json value, Utf8Buffer out) {
        if (value instanceof Json.Obj object) {
            out.ascii('{');
            String[] names = object.members().keySet().toArray(String[]::new);
            Arrays.sort(names);
            for (String name : names) {
                string(name, out);
                write(object.orNull(name), out);
            }
            out.ascii('}');
        } else if (value instanceof Json.Arr array) {
            out.ascii('[');
            array.elements().forEach(element -> write(element, out));
            out.ascii(']');
        } else if (value instanceof Json.Text text) {
            string(text.value(), out);
        } else if (value instanceof Json.Num number) {
            out.ascii('#').ascii(number.literal()).ascii(';');
        } else if (value instanceof Json.Bool bool) {
            out.ascii(bool.value() ? 't' : 'f');
        } else if (value instanceof Json.Verbatim) {
            throw new IllegalArgumentException("text that was not read has no canonical form");
        } else {
            out.ascii('n');
        }
    }

    private static void string(String text, Utf8Buffer out) {
        out.ascii('"').ascii(Integer.toString(text.length())).ascii(':').text(text);
    }
}
