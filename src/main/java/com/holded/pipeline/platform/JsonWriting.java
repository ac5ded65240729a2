package com.holded.pipeline.platform;

import com.holded.pipeline.event.Json;
import java.util.HexFormat;
import java.util.Map;

/** Compact JSON text of a value. Half surrogate pairs are escaped, so that any value survives the way through UTF-8. */
final class JsonWriting {
    private JsonWriting() {}

    static void write(Json value, StringBuilder out) {
        if (value instanceof Json.Obj object) {
            char separator = '{';
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                out.append(separator);
                quote(member.getKey(), out);
                out.append(':');
                write(member.getValue(), out);
                separator = ',';
            }
            out.append(separator == '{' ? "{}" : "}");
        } else if (value instanceof Json.Arr array) {
            char separator = '[';
            for (Json element : array.elements()) {
                out.append(separator);
                write(element, out);
                separator = ',';
            }
            out.append(separator == '[' ? "[]" : "]");
        } else if (value instanceof Json.Text text) {
            quote(text.value(), out);
        } else if (value instanceof Json.Num number) {
            out.append(number.literal());
        } else if (value instanceof Json.Bool bool) {
            out.append(bool.value());
        } else if (value instanceof Json.Verbatim verbatim) {
            out.append(verbatim.text());
        } else {
            out.append("null");
        }
    }

    static void quote(String text, StringBuilder out) {
        out.append('"');
        int plain = plainPrefix(text);
        if (plain == text.length()) {
            out.append(text);
        } else {
            out.append(text, 0, plain);
        }
        for (int position = plain; position < text.length(); position++) {
            char character = text.charAt(position);
            if (character == '"' || character == '\\') {
                out.append('\\').append(character);
            } else if (character == '\n') {
                out.append("\\n");
            } else if (character < ' ' || isHalfPair(text, position)) {
                out.append("\\u").append(HexFormat.of().toHexDigits(character));
            } else {
                out.append(character);
            }
        }
        out.append('"');
    }

    /** How many characters stand for themselves at the begin, which is all of most texts: copied at once. */
    private static int plainPrefix(String text) {
        for (int position = 0; position < text.length(); position++) {
            char character = text.charAt(position);
            if (character < ' ' || character == '"' || character == '\\' || Character.isSurrogate(character)) {
                return position;
            }
        }
        return text.length();
    }

    private static boolean isHalfPair(String text, int position) {
        char character = text.charAt(position);
        if (Character.isHighSurrogate(character)) {
            return position + 1 == text.length() || !Character.isLowSurrogate(text.charAt(position + 1));
        }
        return Character.isLowSurrogate(character)
                && (position == 0 || !Character.isHighSurrogate(text.charAt(position - 1)));
    }
}
