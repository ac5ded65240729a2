package com.holded.pipeline.collect;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * One gzip member (RFC 1952) that makes up the whole of a body. Unlike the JDK's stream, it takes no bytes behind the
 * end for nothing.
 */
final class Gzip {
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int Z_DEFLATED = 8;
    private static final int HEADER_CHECKSUM = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED = 0xE0;

    private final byte[] bytes;
    private final int end;
    private int position;

    private Gzip(Body encoded) {
        this.bytes = encoded.bytes();
        this.end = encoded.length();
    }

    /** The decoded body; 413 when it becomes longer than {@code most}, 400 when a bit is wrong. */
    static Body inflate(Body encoded, int most, ByteBudget budget) {
        return new Gzip(encoded).inflate(most, budget);
    }

    static boolean isGzip(Body body) {
        byte[] bytes = body.bytes();
        return body.length() >= HEADER_BYTES && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B;
    }

    private Body inflate(int most, ByteBudget budget) {
        skipHeader();
        Inflater inflater = new Inflater(true);
        try {
            CRC32 checksum = new CRC32();
            InputStream in = new CheckedInputStream(
                    new InflaterInputStream(new ByteArrayInputStream(bytes, position, end - position), inflater, 8192),
                    checksum);
            Body body = Body.read(in, -1, most, budget);
            position += Math.toIntExact(inflater.getBytesRead());
            boolean right = end - position == TRAILER_BYTES
                    && number(position) == checksum.getValue()
                    && number(position + 4) == body.length();
            if (!right) {
                body.close();
                throw ContentEncodings.wrong("gzip");
            }
            return body;
        } finally {
            inflater.end();
        }
    }

    private void skipHeader() {
        if (end < HEADER_BYTES || bytes[0] != 0x1F || bytes[1] != (byte) 0x8B || bytes[2] != Z_DEFLATED) {
            throw ContentEncodings.wrong("gzip");
        }
        int flags = bytes[3];
        if ((flags & RESERVED) != 0) {
            throw ContentEncodings.wrong("gzip");
        }
        position = HEADER_BYTES;
        if ((flags & EXTRA) != 0) {
            require(2);
            position += 2 + (bytes[position] & 0xFF) + ((bytes[position + 1] & 0xFF) << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            position += 2;
        }
        require(TRAILER_BYTES);
    }

    private void skipText() {
        do {
            require(1);
        } while (bytes[position++] != 0);
    }

    private void require(int more) {
        if (position + more > end) {
            throw ContentEncodings.wrong("gzip");
        }
    }

    private long number(int at) {
        return (bytes[at] & 0xFFL)
                | (bytes[at + 1] & 0xFFL) << 8
                | (bytes[at + 2] & 0xFFL) << 16
                | (bytes[at + 3] & 0xFFL) << 24;
    }
}
