package com.holded.pipeline.ledger;

import com.holded.pipeline.event.Escapes;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.Utf8Buffer;
import com.holded.pipeline.platform.JsonText;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Rows in the text format of PostgreSQL's COPY: tab-separated, {@code \\N} for null. Built as bytes, since a load spends
 * much of its time here. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/17/sql-copy.html">COPY, text format</a>
 */
final class CopyText {
    private static final Escapes ESCAPES = Escapes.of(Map.of('\\', "\\\\", '\n', "\\n", '\r', "\\r", '\t', "\\t"));

    private final Utf8Buffer rows = new Utf8Buffer(1 << 16);
    private boolean startOfRow = true;

    CopyText value(Object value) {
        separate();
        rows.text(value.toString(), ESCAPES);
        return this;
    }

    /** JSON text. */
    CopyText value(Json value) {
        return value(JsonText.write(value));
    }

    CopyText value(Optional<?> value) {
        if (value.isPresent()) {
            return value(value.get());
        }
        separate();
        rows.ascii("\\N");
        return this;
    }

    CopyText bytes(byte[] value) {
        separate();
        rows.ascii("\\\\x").ascii(HexFormat.of().formatHex(value));
        return this;
    }

    void endRow() {
        rows.ascii('\n');
        startOfRow = true;
    }

    InputStream asStream() {
        return rows.asStream();
    }

    private void separate() {
        if (!startOfRow) {
            rows.ascii('\t');
        }
        startOfRow = false;
    }
}
