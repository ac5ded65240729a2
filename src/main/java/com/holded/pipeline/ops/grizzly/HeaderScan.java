package com.holded.pipeline.ops.grizzly;

/**
 * Looks at the bytes of a request line and headers as they come, and tells what no server should guess at: folded
 * lines, bare line feeds, control characters, lines without a name (RFC 9112), an end of the body that is told twice, and too
 * much of it. Not thread-safe.
 */
final class HeaderScan {
    /** Most headers of a request. */
    static final int MOST_HEADERS = 100;

    private static final int SPACES_IN_REQUEST_LINE = 2;
    private static final String CONTENT_LENGTH = "Content-Length";
    private static final String TRANSFER_ENCODING = "Transfer-Encoding";

    /** What the bytes so far are. */
    enum State {
        /** Nothing wrong, more to come. */
        MORE,
        /** The empty line was seen; what follows is a body. */
        DONE,
        BAD,
        /** The body's end is told in two ways. */
        BAD_FRAMING,
        URI_TOO_LONG,
        HEADERS_TOO_LARGE
    }

    private final int most;
    private int bytes;
    private int lines;
    private int lineLength;
    private int spaces;
    private boolean named;
    private final StringBuilder name = new StringBuilder();
    private int lengths;
    private int encodings;
    private int previous;

    /** Takes no more than this many bytes. */
    HeaderScan(int most) {
        this.most = most;
    }

    /** Ready for another request. */
    void restart() {
        bytes = 0;
        lines = 0;
        previous = 0;
        lengths = 0;
        encodings = 0;
        beginLine();
    }

    /** Whether any byte of a request has come. */
    boolean begun() {
        return bytes > 0;
    }

    /** Takes one more byte, 0 to 255. */
    State take(int next) {
        if (++bytes > most) {
            return lines == 0 ? State.URI_TOO_LONG : State.HEADERS_TOO_LARGE;
        }
        int before = previous;
        previous = next;
        if (next == '\n') {
            return before == '\r' ? endLine() : State.BAD;
        }
        if (before == '\r' || isControl(next)) {
            return State.BAD;
        }
        return next == '\r' || inLine(next, before) ? State.MORE : State.BAD;
    }

    private boolean inLine(int next, int before) {
        boolean first = lineLength++ == 0;
        boolean blank = next == ' ' || next == '\t';
        if (lines == 0) {
            spaces += blank ? 1 : 0;
            return !(first && blank);
        }
        if (named) {
            return true;
        }
        named = next == ':';
        if (named) {
            countFraming();
        } else if (name.length() <= TRANSFER_ENCODING.length()) {
            name.append((char) next);
        }
        // A blank begins a folded line, or stands before the colon: both have been used to smuggle requests.
        return !blank && !(named && (first || before == ' '));
    }

    private State endLine() {
        if (lineLength == 0) {
            // Empty lines before a request line are ignored, as the standard asks.
            return lines == 0 ? State.MORE : lengths + encodings > 1 ? State.BAD_FRAMING : State.DONE;
        }
        if (lines == 0 ? spaces != SPACES_IN_REQUEST_LINE : !named) {
            return State.BAD;
        }
        lines++;
        beginLine();
        return lines > MOST_HEADERS + 1 ? State.HEADERS_TOO_LARGE : State.MORE;
    }

    private void countFraming() {
        String text = name.toString();
        lengths += text.equalsIgnoreCase(CONTENT_LENGTH) ? 1 : 0;
        encodings += text.equalsIgnoreCase(TRANSFER_ENCODING) ? 1 : 0;
    }

    private void beginLine() {
        name.setLength(0);
        lineLength = 0;
        spaces = 0;
        named = false;
    }

    private static boolean isControl(int next) {
        return (next < ' ' && next != '\t' && next != '\r') || next == 0x7F;
    }
}
