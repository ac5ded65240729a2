package com.holded.pipeline.ops.grizzly;

import java.util.Locale;

/**
 * Looks at the bytes of a request line and headers as they come, and tells what no server should guess at: folded
 * lines, bare line feeds, control characters, lines without a name (RFC 9112), an end of the body that is told twice or
 * oddly, and too much of it. Not thread-safe.
 */
final class HeadScan {
    /** Most headers of a request. */
    static final int MOST_HEADERS = 100;

    private static final String UPGRADE = "upgrade";
    private static final int SPACES_IN_REQUEST_LINE = 2;
    private static final String CONTENT_LENGTH = "content-length";
    private static final String TRANSFER_ENCODING = "transfer-encoding";
    /** Longer than any value that is taken of the two headers. */
    private static final int KEPT_CHARACTERS = 32;

    private static final int NONE = -1;

    private final int most;
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder value = new StringBuilder();
    private int bytes;
    private int lines;
    private int lineLength;
    private int spaces;
    private boolean named;
    private boolean framing;
    private int previous;
    private long length = NONE;
    private boolean chunked;

    /** Takes no more than this many bytes. */
    HeadScan(int most) {
        this.most = most;
    }

    /** Ready for another request. */
    void restart() {
        bytes = 0;
        lines = 0;
        previous = 0;
        length = NONE;
        chunked = false;
        beginLine();
    }

    /** Whether any byte of a request has come. */
    boolean begun() {
        return bytes > 0;
    }

    /** Whether the byte that came last completes the name, or the beginning of the name, Upgrade. */
    boolean atUpgrade() {
        return !named && name.length() == UPGRADE.length() && name.toString().equalsIgnoreCase(UPGRADE);
    }

    /** Bytes of the body by its Content-Length; 0 without one. */
    long length() {
        return Math.max(0, length);
    }

    /** Whether the body comes in chunks. */
    boolean chunked() {
        return chunked;
    }

    /** Takes one more byte, 0 to 255. */
    Reading take(int next) {
        if (++bytes > most) {
            return lines == 0 ? Reading.URI_TOO_LONG : Reading.HEADERS_TOO_LARGE;
        }
        int before = previous;
        previous = next;
        if (next == '\n') {
            return before == '\r' ? endLine() : Reading.BAD;
        }
        if (before == '\r' || (next < ' ' && next != '\t' && next != '\r') || next == 0x7F) {
            return Reading.BAD;
        }
        return next == '\r' || inLine(next) ? Reading.MORE : Reading.BAD;
    }

    private boolean inLine(int next) {
        boolean first = lineLength++ == 0;
        boolean blank = next == ' ' || next == '\t';
        if (lines == 0) {
            spaces += blank ? 1 : 0;
            return !(first && blank);
        }
        if (named) {
            keep(framing, value, next);
            return true;
        }
        if (next == ':') {
            named = true;
            String header = name.toString().toLowerCase(Locale.ROOT);
            framing = header.equals(CONTENT_LENGTH) || header.equals(TRANSFER_ENCODING);
            return !first;
        }
        keep(true, name, next);
        // A blank begins a folded line, or stands in a name: both have been used to smuggle requests.
        return !blank;
    }

    private static void keep(boolean wanted, StringBuilder text, int next) {
        if (wanted && text.length() < KEPT_CHARACTERS) {
            text.append((char) next);
        }
    }

    private Reading endLine() {
        if (lineLength == 0) {
            // Empty lines before a request line are ignored, as the standard asks.
            return lines == 0 ? Reading.MORE : Reading.DONE;
        }
        if (lines == 0 ? spaces != SPACES_IN_REQUEST_LINE : !named) {
            return Reading.BAD;
        }
        if (framing && !endFraming()) {
            return Reading.BAD_FRAMING;
        }
        lines++;
        beginLine();
        return lines > MOST_HEADERS + 1 ? Reading.HEADERS_TOO_LARGE : Reading.MORE;
    }

    private boolean endFraming() {
        String text = value.toString().strip();
        if (length != NONE || chunked) {
            return false;
        }
        if (name.charAt(0) == 'T' || name.charAt(0) == 't') {
            chunked = text.equalsIgnoreCase("chunked");
            return chunked;
        }
        boolean number = text.matches("[0-9]{1,18}");
        length = number ? Long.parseLong(text) : NONE;
        return number;
    }

    private void beginLine() {
        name.setLength(0);
        value.setLength(0);
        lineLength = 0;
        spaces = 0;
        named = false;
        framing = false;
    }
}
