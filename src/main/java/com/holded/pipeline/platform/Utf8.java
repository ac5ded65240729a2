package com.holded.pipeline.platform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** UTF-8 as RFC 3629 has it: neither overlong forms nor surrogates nor anything above U+10FFFF. */
final class Utf8 {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /** Offset of the first byte that is no UTF-8, or -1. JSON readers do not check this by themselves. */
    static int firstError(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int position = offset;
        while (position < end) {
            if (position + 8 <= end && ((long) EIGHT_BYTES.get(bytes, position) & NOT_ASCII) == 0) {
                position += 8;
            } else if (bytes[position] >= 0) {
                position++;
            } else {
                int sequence = sequence(bytes, position, end);
                if (sequence == 0) {
                    return position;
                }
                position += sequence;
            }
        }
        return -1;
    }

    /**
     * Length of the sequence of two to four bytes that begins here, or 0 when there is none: table 3-7, "Well-Formed
     * UTF-8 Byte Sequences", of the Unicode standard.
     */
    private static int sequence(byte[] bytes, int position, int end) {
        int first = bytes[position] & 0xFF;
        int length = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (length == 0 || position + length > end) {
            return 0;
        }
        int second = bytes[position + 1] & 0xFF;
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int next = position + 2; next < position + length; next++) {
            if ((bytes[next] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** Bytes that the text takes in UTF-8; half a surrogate pair counts as two. */
    static long length(String text) {
        long bytes = 0;
        for (int position = 0; position < text.length(); position++) {
            char character = text.charAt(position);
            // A pair takes four bytes, two for each half.
            bytes += character < 0x80 ? 1 : character < 0x800 || Character.isSurrogate(character) ? 2 : 3;
        }
        return bytes;
    }

    /** Whether text can be stored in PostgreSQL: no NUL, no half surrogate pair. */
    static boolean isStorable(String text) {
        for (int position = 0; position < text.length(); position++) {
            char character = text.charAt(position);
            if (character == 0) {
                return false;
            }
            if (Character.isSurrogate(character)) {
                boolean pair = Character.isHighSurrogate(character)
                        && position + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(position + 1));
                if (!pair) {
                    return false;
                }
                position++;
            }
        }
        return true;
    }
}
