package com.holded.pipeline.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Rows in the text format of PostgreSQL's COPY: tab-separated, {@code \\N} for null. Built as bytes, since a load spends
 * much of its time here. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/17/sql-copy.html">COPY, text format</a>
 */
final class CopyText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private byte[] buffer = new byte[1 << 16];
    private int size;
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
        reserve(2);
        buffer[size++] = '\\';
        buffer[size++] = 'N';
        return this;
    }

    CopyText bytes(byte[] value) {
        separate();
        reserve(3 + 2 * value.length);
        buffer[size++] = '\\';
        buffer[size++] = '\\';
        buffer[size++] = 'x';
        for (byte b : value) {
            buffer[size++] = HEX[b >> 4 & 0xF];
            buffer[size++] = HEX[b & 0xF];
        }
        return this;
    }

    void endRow() {
        reserve(1);
        buffer[size++] = '\n';
        startOfRow = true;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    private void separate() {
        if (!startOfRow) {
            reserve(1);
            buffer[size++] = '\t';
        }
        startOfRow = false;
    }

    private void escape(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        reserve(2 * utf8.length);
        for (byte b : utf8) {
            switch (b) {
                case '\\' -> escaped('\\');
                case '\n' -> escaped('n');
                case '\r' -> escaped('r');
                case '\t' -> escaped('t');
                default -> buffer[size++] = b;
            }
        }
    }

    private void escaped(char character) {
        buffer[size++] = '\\';
        buffer[size++] = (byte) character;
    }

    private void reserve(int bytes) {
        if (buffer.length - size < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, Math.addExact(size, bytes)));
        }
    }
}
