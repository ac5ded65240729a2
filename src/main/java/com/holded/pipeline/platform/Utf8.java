package com.holded.pipeline.platform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8 as RFC 3629 has it: neither overlong forms nor surrogates nor anything above U+10FFFF. */
final class Utf8 {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
    private static final int CHUNK_CHARS = 8192;

    private Utf8() {}

    /** Offset of the first byte that is no UTF-8, or -1. JSON readers do not check this by themselves. */
    static int firstError(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int ascii = offset;
        while (ascii + 8 <= end && ((long) EIGHT_BYTES.get(bytes, ascii) & NOT_ASCII) == 0) {
            ascii += 8;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, ascii, end - ascii);
        CharBuffer out = CharBuffer.allocate(Math.min(CHUNK_CHARS, end - ascii + 2));
        while (in.hasRemaining()) {
            out.clear();
            if (decoder.decode(in, out, true).isError()) {
                return in.position();
            }
        }
        return -1;
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
