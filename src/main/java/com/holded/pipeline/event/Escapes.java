package com.holded.pipeline.event;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** What is written in place of ASCII characters that do not stand for themselves. Immutable. */
public final class Escapes {
    private static final byte[] ITSELF = {};

    /** Every character stands for itself. */
    public static final Escapes NONE = new Escapes(Map.of(), false);

    /** Within a JSON string, as RFC 8259 has it; half surrogate pairs are escaped, so that any text survives UTF-8. */
    public static final Escapes JSON = new Escapes(json(), true);

    private final byte[][] escapes = new byte[0x80][];
    private final boolean[] plain = new boolean[escapes.length];
    private final boolean halfPairs;

    private Escapes(Map<Character, String> named, boolean halfPairs) {
        for (char character = 0; character < escapes.length; character++) {
            String escape = named.getOrDefault(character, "");
            escapes[character] = escape.isEmpty() ? ITSELF : escape.getBytes(StandardCharsets.ISO_8859_1);
            plain[character] = escape.isEmpty();
        }
        this.halfPairs = halfPairs;
    }

    /** These ASCII characters are written as the ASCII text that is given for each. */
    public static Escapes of(Map<Character, String> named) {
        return new Escapes(named, false);
    }

    /** How many characters from the begin are ASCII and stand for themselves. */
    int plainPrefix(String text) {
        for (int position = 0; position < text.length(); position++) {
            char character = text.charAt(position);
            if (character >= plain.length || !plain[character]) {
                return position;
            }
        }
        return text.length();
    }

    /** Empty when the character stands for itself. */
    byte[] of(char ascii) {
        return escapes[ascii];
    }

    byte[] ofHalfPair(char half) {
        return (halfPairs ? unicode(half) : "?").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Map<Character, String> json() {
        Map<Character, String> named = new HashMap<>();
        for (char control = 0; control < ' '; control++) {
            named.put(control, unicode(control));
        }
        named.put('\n', "\\n");
        named.put('"', "\\\"");
        named.put('\\', "\\\\");
        return named;
    }

    private static String unicode(char character) {
        return "\\u" + HexFormat.of().toHexDigits(character);
    }
}
