package com.holded.pipeline.platform;

import com.holded.pipeline.event.Decimals;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.Utf8Buffer;
import com.holded.pipeline.event.Violation;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes JSON text, strictly by RFC 8259. What makes a text no JSON is thrown as {@link Malformed}; what is
 * JSON but cannot be kept (numbers and strings beyond the limits, names twice, characters that PostgreSQL refuses) is
 * returned as violations, so that one bad event does not spoil its package. Thread-safe.
 */
public final class JsonText {
    static final JsonFactory FACTORY = JsonFactory.builder()
            // The limits of Jackson end the reading; ours, which are tighter, make a violation.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.MOST_DEPTH + 1)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            // Otherwise a text with NULs would be taken for UTF-16.
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            // Otherwise names that share a hash, which anyone can send, would end in an exception that is no answer.
            .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private JsonText() {}

    /**
     * How much of JSON is taken.
     *
     * @param depth most nested arrays and objects, up to {@value #MOST_DEPTH}
     * @param stringBytes longest string, in bytes of UTF-8
     * @param nameBytes longest member name, in bytes of UTF-8
     * @param digits most digits of a number, leading zeros aside
     * @param exponent greatest absolute exponent of a number
     */
    public record Limits(int depth, int stringBytes, int nameBytes, int digits, int exponent) {
        /** Deeper than this no limit goes, so that recursion over a value is safe everywhere. */
        public static final int MOST_DEPTH = 500;

        private static final int STRING_BYTES = 64 * 1024;
        private static final int NAME_BYTES = 256;

        public Limits {
            if (depth < 1 || depth > MOST_DEPTH) {
                throw new IllegalArgumentException("depth is " + depth + ", not 1 to " + MOST_DEPTH);
            }
        }

        /** This depth, strings of 64 KiB, names of 256 bytes. */
        public static Limits ofDepth(int depth) {
            return new Limits(depth, STRING_BYTES, NAME_BYTES, Decimals.MOST_DIGITS, Decimals.GREATEST_EXPONENT);
        }

        /** As wide as settings go: for what was let in under limits that may have been others than today's. */
        public static Limits widest() {
            return new Limits(
                    MOST_DEPTH, Integer.MAX_VALUE, Integer.MAX_VALUE, Decimals.MOST_DIGITS, Decimals.GREATEST_EXPONENT);
        }
    }

    /**
     * A value that was read.
     *
     * @param violations what cannot be kept of it; pointers start at the value
     */
    public record Parsed(Json value, List<Violation> violations) {
        public Parsed {
            violations = List.copyOf(violations);
        }
    }

    /** Takes the events of a body one by one. */
    @FunctionalInterface
    public interface Elements {
        /** One element; its text is the bytes from {@code offset} on, without white space around it. */
        void element(int offset, int length, Parsed parsed);
    }

    /** A text that is no JSON, or that is nested too deeply to be read. */
    public static final class Malformed extends RuntimeException {
        private final int line;
        private final int column;
        private final ErrorCode code;

        Malformed(int line, int column, ErrorCode code) {
            // Callers can send these at any rate, so they carry no stack trace.
            super(code.title() + " (line " + line + ", column " + column + ")", null, false, false);
            this.line = line;
            this.column = column;
            this.code = code;
        }

        /** Line of the first error, from 1. */
        public int line() {
            return line;
        }

        /** Column of the first error in bytes, from 1. */
        public int column() {
            return column;
        }

        /** What is wrong: EMPTY_BODY, MALFORMED_JSON, NOT_AN_EVENT, TOO_DEEP or BAD_UTF8. */
        public ErrorCode code() {
            return code;
        }

        /** The same as an answer to the caller. */
        public ProblemException toProblem() {
            return new ProblemException(
                    code,
                    String.valueOf(getMessage()),
                    Map.of("line", String.valueOf(line), "column", String.valueOf(column)));
        }
    }

    /**
     * Reads one value that makes up the whole text. A byte order mark and white space around it are skipped.
     *
     * @throws Malformed when it is no JSON
     */
    public static Parsed parse(byte[] utf8, int offset, int length, Limits limits) {
        return new JsonReading(utf8, offset, length, limits).whole();
    }

    /**
     * Reads a JSON text that stands inside a string.
     *
     * @return empty when it is malformed, nested more than 16 deep or violates a limit
     */
    public static Optional<Json> embedded(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        try {
            Parsed parsed = parse(utf8, 0, utf8.length, Limits.ofDepth(16));
            return parsed.violations().isEmpty() ? Optional.of(parsed.value()) : Optional.empty();
        } catch (Malformed noJson) {
            return Optional.empty();
        }
    }

    /**
     * Reads a body that is one object or an array, element by element: at no time is there more than one element in
     * memory. Elements before an error are given too, so nothing may be done for good before this returns.
     *
     * @throws Malformed when the body is no JSON, or neither object nor array
     */
    public static void elements(byte[] utf8, int offset, int length, Limits limits, Elements elements) {
        new JsonReading(utf8, offset, length, limits).elements(elements);
    }

    /**
     * Reads a body with one value on each line; empty lines are skipped.
     *
     * @throws Malformed when a line is no JSON, with the line in the body
     */
    public static void lines(byte[] utf8, int offset, int length, Limits limits, Elements elements) {
        JsonReading.lines(utf8, offset, length, limits, elements);
    }

    /** The value as compact JSON text; number literals are kept. */
    public static String write(Json value) {
        Utf8Buffer out = new Utf8Buffer(256);
        write(value, out);
        return out.toString();
    }

    /** The same, appended to what is there. */
    public static void write(Json value, Utf8Buffer out) {
        JsonWriting.write(value, out);
    }

    /** The text as a JSON string with its quotes. */
    public static String quote(String text) {
        Utf8Buffer out = new Utf8Buffer(text.length() + 2);
        JsonWriting.quote(text, out);
        return out.toString();
    }

    /** Text in which each NUL and each half surrogate pair is replaced by U+FFFD, so that it can be stored anywhere. */
    public static String storable(String text) {
        if (Utf8.isStorable(text)) {
            return text;
        }
        String paired = new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.UTF_16LE);
        return paired.replace('\0', '\uFFFD');
    }

    /** Writes JSON in UTF-8 as a stream; closing it closes the target. */
    public static JsonGenerator generator(OutputStream out) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }
}
