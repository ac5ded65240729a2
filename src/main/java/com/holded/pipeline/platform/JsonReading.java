package com.holded.pipeline.platform;

import com.holded.pipeline.platform.JsonText.Elements;
import com.holded.pipeline.platform.JsonText.Limits;
import com.holded.pipeline.platform.JsonText.Malformed;
import com.holded.pipeline.platform.JsonText.Parsed;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;

/** One reading of one text: where its elements stand. */
final class JsonReading {
    private static final int BOM_BYTES = 3;

    private final byte[] utf8;
    private final int start;
    private final int end;
    private final JsonValues values;
    /** Elements that were given, and those that a second reading must not give again. */
    private int given;

    private int toSkip;

    JsonReading(byte[] utf8, int offset, int length, Limits limits) {
        this.utf8 = utf8;
        this.end = offset + length;
        this.start = isBom(utf8, offset, length) ? offset + BOM_BYTES : offset;
        this.values = new JsonValues(limits);
        int error = Utf8.firstError(utf8, start, end - start);
        if (error >= 0) {
            throw malformed(utf8, start, error, ErrorCode.BAD_UTF8);
        }
    }

    Parsed whole() {
        return read(parser -> {
            Parsed parsed = values.element(parser, first(parser), 0);
            if (parser.nextToken() != null) {
                throw JsonValues.malformed(parser.currentTokenLocation(), ErrorCode.MALFORMED_JSON);
            }
            return parsed;
        });
    }

    void elements(Elements elements) {
        read(parser -> {
            JsonToken root = first(parser);
            if (root == JsonToken.START_OBJECT) {
                give(parser, root, 0, elements);
            } else if (root == JsonToken.START_ARRAY) {
                values.leaveOut(1);
                for (JsonToken token = JsonValues.next(parser);
                        token != JsonToken.END_ARRAY;
                        token = JsonValues.next(parser)) {
                    give(parser, token, 1, elements);
                }
            } else {
                parser.finishToken();
                // Whether the rest is JSON decides which error it is.
                requireEnd(parser);
                throw new Malformed(1, 1, ErrorCode.NOT_AN_EVENT);
            }
            requireEnd(parser);
            return root;
        });
    }

    static void lines(byte[] utf8, int offset, int length, Limits limits, Elements elements) {
        int end = offset + length;
        int line = 1;
        boolean empty = true;
        for (int from = offset; from < end; line++) {
            int to = from;
            while (to < end && utf8[to] != '\n') {
                to++;
            }
            if (!isBlank(utf8, from, to)) {
                empty = false;
                try {
                    JsonReading reading = new JsonReading(utf8, from, to - from, limits);
                    reading.read(parser -> {
                        reading.give(parser, reading.first(parser), 0, elements);
                        requireEnd(parser);
                        return true;
                    });
                } catch (Malformed inLine) {
                    throw new Malformed(line + inLine.line() - 1, inLine.column(), inLine.code());
                }
            }
            from = to + 1;
        }
        if (empty) {
            throw new Malformed(1, 1, ErrorCode.EMPTY_BODY);
        }
    }

    private interface Reading<R> {
        R from(JsonParser parser);
    }

    private <R> R read(Reading<R> reading) {
        try {
            return read(utf8, reading);
        } catch (JacksonException noJson) {
            byte[] mended = HalfPairs.replace(utf8, start, end);
            if (mended.length == 0) {
                throw JsonValues.malformed(noJson.getLocation(), ErrorCode.MALFORMED_JSON);
            }
            return readAgain(mended, reading);
        }
    }

    /**
     * Jackson refuses half a surrogate pair in a name, which is JSON: a fault of its event, not of the package. So such
     * a text is read again with NULs in their place, which are the same violation. Elements that were given stay given.
     */
    private <R> R readAgain(byte[] mended, Reading<R> reading) {
        toSkip = given;
        values.leaveOut(0);
        try {
            return read(mended, reading);
        } catch (JacksonException noJson) {
            throw JsonValues.malformed(noJson.getLocation(), ErrorCode.MALFORMED_JSON);
        }
    }

    private <R> R read(byte[] text, Reading<R> reading) {
        try (JsonParser parser = JsonText.FACTORY.createParser(ObjectReadContext.empty(), text, start, end - start)) {
            return reading.from(parser);
        }
    }

    private JsonToken first(JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new Malformed(1, 1, ErrorCode.EMPTY_BODY);
        }
        return token;
    }

    private static void requireEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw JsonValues.malformed(parser.currentTokenLocation(), ErrorCode.MALFORMED_JSON);
        }
    }

    private void give(JsonParser parser, JsonToken token, int depth, Elements elements) {
        int from = offset(parser.currentTokenLocation());
        Parsed parsed = values.element(parser, token, depth);
        int to = offset(parser.currentLocation());
        if (toSkip > 0) {
            toSkip--;
            return;
        }
        given++;
        elements.element(from, to - from, parsed);
    }

    private int offset(TokenStreamLocation location) {
        return start + (int) location.getByteOffset();
    }

    private static boolean isBom(byte[] bytes, int offset, int length) {
        return length >= BOM_BYTES
                && bytes[offset] == (byte) 0xEF
                && bytes[offset + 1] == (byte) 0xBB
                && bytes[offset + 2] == (byte) 0xBF;
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int position = from; position < to; position++) {
            if (bytes[position] != ' ' && bytes[position] != '\t' && bytes[position] != '\r') {
                return false;
            }
        }
        return true;
    }

    private static Malformed malformed(byte[] utf8, int start, int error, ErrorCode code) {
        int line = 1;
        int lineStart = start;
        for (int position = start; position < error; position++) {
            if (utf8[position] == '\n') {
                line++;
                lineStart = position + 1;
            }
        }
        return new Malformed(line, error - lineStart + 1, code);
    }
}
