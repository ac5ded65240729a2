package com.holded.pipeline.event;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing text that is kept as its UTF-8 bytes: what ends as bytes is never a string in between. Most texts are short
 * and of plain ASCII, which is copied at once. Not thread-safe.
 */
public final class Utf8Buffer {
    private byte[] bytes;
    private int size;

    /** @param capacityBytes expected size; it grows beyond it when needed */
    public Utf8Buffer(int capacityBytes) {
        this.bytes = new byte[Math.max(64, capacityBytes)];
    }

    /** Appends one ASCII character. */
    public Utf8Buffer ascii(char character) {
        reserve(1);
        bytes[size++] = (byte) character;
        return this;
    }

    /** Appends text of ASCII alone. */
    @SuppressWarnings("deprecation") // The only way to copy ASCII without an array in between.
    public Utf8Buffer ascii(String text) {
        reserve(text.length());
        text.getBytes(0, text.length(), bytes, size);
        size += text.length();
        return this;
    }

    /** Appends any text as it is; half a surrogate pair becomes {@code ?}. */
    public Utf8Buffer text(String text) {
        return text(text, Escapes.NONE);
    }

    /** Appends any text, with what these escapes say in place of the characters that they name. */
    @SuppressWarnings("deprecation") // As for ASCII: the plain beginning, which is all of most texts.
    public Utf8Buffer text(String text, Escapes escapes) {
        int plain = escapes.plainPrefix(text);
        reserve(text.length());
        text.getBytes(0, plain, bytes, size);
        size += plain;
        for (int position = plain; position < text.length(); position++) {
            char character = text.charAt(position);
            if (character < 0x80) {
                byte[] escape = escapes.of(character);
                if (escape.length == 0) {
                    ascii(character);
                } else {
                    raw(escape);
                }
            } else if (!Character.isSurrogate(character)) {
                unit(character);
            } else if (isPair(text, position)) {
                pair(Character.toCodePoint(character, text.charAt(++position)));
            } else {
                raw(escapes.ofHalfPair(character));
            }
        }
        return this;
    }

    /** Bytes so far. */
    public int size() {
        return size;
    }

    /** Takes back what was appended beyond this size. */
    public void cutTo(int shorter) {
        if (shorter > size) {
            throw new IllegalArgumentException("cannot cut " + size + " bytes to " + shorter);
        }
        size = shorter;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** SHA-256 of the bytes, 32 bytes. */
    public byte[] sha256() {
        return Sha256.of(bytes, size);
    }

    /** Reads the bytes where they are: nothing may be appended meanwhile. */
    public InputStream asStream() {
        return new ByteArrayInputStream(bytes, 0, size);
    }

    /** The text. */
    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    private static boolean isPair(String text, int position) {
        return Character.isHighSurrogate(text.charAt(position))
                && position + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(position + 1));
    }

    private void unit(char character) {
        reserve(3);
        if (character < 0x800) {
            bytes[size++] = (byte) (0xC0 | (character >> 6));
        } else {
            bytes[size++] = (byte) (0xE0 | (character >> 12));
            bytes[size++] = (byte) (0x80 | (character >> 6 & 0x3F));
        }
        bytes[size++] = (byte) (0x80 | (character & 0x3F));
    }

    private void pair(int codePoint) {
        reserve(4);
        bytes[size++] = (byte) (0xF0 | (codePoint >> 18));
        bytes[size++] = (byte) (0x80 | (codePoint >> 12 & 0x3F));
        bytes[size++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
        bytes[size++] = (byte) (0x80 | (codePoint & 0x3F));
    }

    private void raw(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
        }
    }
}
