package com.holded.pipeline.platform;

import com.holded.pipeline.event.Escapes;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.Utf8Buffer;
import java.util.Map;

/** Compact JSON text of a value. Half surrogate pairs are escaped, so that any value survives the way through UTF-8. */
final class JsonWriting {
    private JsonWriting() {}

    static void write(Json value, Utf8Buffer out) {
        if (value instanceof Json.Obj object) {
            char separator = '{';
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                out.ascii(separator);
                quote(member.getKey(), out);
                out.ascii(':');
                write(member.getValue(), out);
                separator = ',';
            }
            out.ascii(separator == '{' ? "{}" : "}");
        } else if (value instanceof Json.Arr array) {
            char separator = '[';
            for (Json element : array.elements()) {
                out.ascii(separator);
                write(element, out);
                separator = ',';
            }
            out.ascii(separator == '[' ? "[]" : "]");
        } else if (value instanceof Json.Text text) {
            quote(text.value(), out);
        } else if (value instanceof Json.Num number) {
            out.ascii(number.literal());
        } else if (value instanceof Json.Bool bool) {
            out.ascii(bool.value() ? "true" : "false");
        } else if (value instanceof Json.Verbatim verbatim) {
            out.text(verbatim.text());
        } else {
            out.ascii("null");
        }
    }

    static void quote(String text, Utf8Buffer out) {
        out.ascii('"').text(text, Escapes.JSON).ascii('"');
    }
}
