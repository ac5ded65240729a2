package com.holded.pipeline.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Rows in the text format of PostgreSQL's COPY: tab-separated, {@code \N} for null.
 *
 * @see <a href="https://www.postgresql.org/docs/17/sql-copy.html">COPY, text format</a>
 */
final class CopyText {
    private final StringBuilder text = new StringBuilder(1 << 16);
    private boolean startOfRow = true;

    CopyText value(Object value) {
        separate();
        escape(value.toString());
        return this;
    }

    CopyText value(Optional<?> value) {
        if (value.isPresent()) {
            return value(value.get());
        }
        separate();
        text.append("\\N");
        return this;
    }

    CopyText bytes(byte[] value) {
        separate();
        text.append("\\\\x");
        for (byte b : value) {
            text.append(Character.forDigit(b >> 4 & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
        }
        return this;
    }

    void endRow() {
        text.append('\n');
        startOfRow = true;
    }

    byte[] toBytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void separate() {
        if (!startOfRow) {
            text.append('\t');
        }
        startOfRow = false;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            switch (character) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(character);
            }
        }
    }
}
