package com.holded.pipeline.ops.grizzly;

/** Looks at the bytes of a chunked body as they come, strictly by RFC 9112. Keeps none. Not thread-safe. */
final class ChunkScan {
    private static final int MOST_DIGITS = 8;
    private static final int MOST_LINE = 512;
    private static final int MOST_TRAILER_LINES = 100;

    private enum Part {
        SIZE,
        EXTENSION,
        DATA,
        AFTER_DATA,
        TRAILER
    }

    private Part part = Part.SIZE;
    private long left;
    private int digits;
    private int line;
    private int trailerLines;
    private boolean quoted;
    private boolean carriageReturn;

    void restart() {
        part = Part.SIZE;
        left = 0;
        trailerLines = 0;
        beginLine();
    }

    /** Bytes of data that may be passed over. */
    long data() {
        return part == Part.DATA ? left : 0;
    }

    /** Passes over bytes of data. */
    void skip(long bytes) {
        left -= bytes;
        if (left == 0) {
            part = Part.AFTER_DATA;
        }
    }

    /** Takes one more byte outside of the data. */
    Reading take(int next) {
        if (carriageReturn) {
            carriageReturn = false;
            return next == '\n' ? endLine() : Reading.BAD;
        }
        if (next == '\r') {
            carriageReturn = true;
            return Reading.MORE;
        }
        if (++line > MOST_LINE || (next < ' ' && next != '\t') || next == 0x7F) {
            return Reading.BAD;
        }
        return switch (part) {
            case SIZE -> inSize(next);
            case EXTENSION -> {
                quoted ^= next == '"';
                yield Reading.MORE;
            }
            case TRAILER -> Reading.MORE;
            case DATA, AFTER_DATA -> Reading.BAD;
        };
    }

    private Reading inSize(int next) {
        int digit = next < 0x80 ? Character.digit(next, 16) : -1;
        if (digit >= 0) {
            left = left * 16 + digit;
            return ++digits > MOST_DIGITS ? Reading.BAD : Reading.MORE;
        }
        part = Part.EXTENSION;
        return next == ';' && digits > 0 ? Reading.MORE : Reading.BAD;
    }

    private Reading endLine() {
        boolean empty = line == 0;
        boolean whole = digits > 0 && !quoted;
        beginLine();
        switch (part) {
            case SIZE, EXTENSION -> {
                part = left > 0 ? Part.DATA : Part.TRAILER;
                return whole ? Reading.MORE : Reading.BAD;
            }
            case AFTER_DATA -> {
                part = Part.SIZE;
                return empty ? Reading.MORE : Reading.BAD;
            }
            default -> {
                return empty ? Reading.DONE : ++trailerLines > MOST_TRAILER_LINES ? Reading.BAD : Reading.MORE;
            }
        }
    }

    private void beginLine() {
        line = 0;
        digits = 0;
        quoted = false;
        carriageReturn = false;
    }
}
