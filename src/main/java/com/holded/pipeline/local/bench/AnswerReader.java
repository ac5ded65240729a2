package com.holded.pipeline.local.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Follows HTTP/1.1 answers as their bytes come, in whatever pieces, and keeps nothing of the bodies. Not thread-safe.
 */
final class AnswerReader {
    private static final int LONGEST_LINE = 16_384;

    private final StringBuilder line = new StringBuilder(128);
    private State state = State.STATUS;
    private int status;
    private long left;
    private boolean chunked;
    private boolean closes;

    private enum State {
        STATUS,
        HEADERS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS
    }

    /**
     * Takes bytes up to the end of the answer at most.
     *
     * @return whether the answer is whole; the next byte begins another one
     * @throws IOException when this is no answer
     */
    boolean feed(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (state == State.BODY || state == State.CHUNK) {
                int taken = (int) Math.min(left, bytes.remaining());
                bytes.position(bytes.position() + taken);
                left -= taken;
                if (left == 0) {
                    if (state == State.BODY) {
                        return whole();
                    }
                    state = State.CHUNK_END;
                }
            } else if (readsLine(bytes) && endLine()) {
                return whole();
            }
        }
        return false;
    }

    /** Status of the last answer. */
    int status() {
        return status;
    }

    /** Whether the server closes the connection after the last answer. */
    boolean closes() {
        return closes;
    }

    private boolean whole() {
        state = State.STATUS;
        return true;
    }

    /** Whether a line is complete. */
    private boolean readsLine(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            char next = (char) (bytes.get() & 0xFF);
            if (next == '\n') {
                return true;
            }
            if (next != '\r') {
                line.append(next);
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException("the answer has a line without an end");
            }
        }
        return false;
    }

    /** Whether the answer ends with this line. */
    private boolean endLine() throws IOException {
        String text = line.toString();
        line.setLength(0);
        return switch (state) {
            case STATUS -> {
                begin(text);
                yield false;
            }
            case HEADERS -> {
                if (!text.isEmpty()) {
                    header(text.toLowerCase(Locale.ROOT));
                    yield false;
                }
                state = chunked ? State.CHUNK_SIZE : State.BODY;
                yield !chunked && left == 0;
            }
            case CHUNK_SIZE -> {
                left = Long.parseLong(text.split(";", 2)[0].strip(), 16);
                state = left == 0 ? State.TRAILERS : State.CHUNK;
                yield false;
            }
            case CHUNK_END -> {
                state = State.CHUNK_SIZE;
                yield false;
            }
            case TRAILERS -> text.isEmpty();
            case BODY, CHUNK -> throw new IllegalStateException("a body has no lines");
        };
    }

    private void begin(String text) throws IOException {
        if (!text.startsWith("HTTP/1.1 ") || text.length() < 12) {
            throw new IOException("no answer, but: " + text);
        }
        status = Integer.parseInt(text.substring(9, 12));
        left = 0;
        chunked = false;
        closes = false;
        state = State.HEADERS;
    }

    private void header(String header) {
        if (header.startsWith("content-length:")) {
            left = Long.parseLong(header.substring("content-length:".length()).strip());
        } else if (header.startsWith("transfer-encoding:")) {
            chunked = true;
        } else if (header.equals("connection: close")) {
            closes = true;
        }
    }
}
