package com.holded.pipeline.event;

import static java.time.temporal.ChronoUnit.MILLIS;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identity of a raw segment: when it was opened, and who writes it. A writer opens one segment per millisecond at most
 * and never goes back in time, so no two segments share an id. Its text sorts as the ids do: by time, then by writer.
 *
 * @param openedAtMillis epoch milliseconds, from 0 to the end of the year 9999
 * @param writer 40 bits that were drawn at random when the writer started
 */
public record SegmentId(long openedAtMillis, long writer) implements Comparable<SegmentId>, Serializable {
    /** Writers are numbers below this one. */
    public static final long WRITERS = 1L << 40;

    /** Segments are opened before this epoch millisecond, which begins the year 10000. */
    public static final long END_MILLIS = 253_402_300_800_000L;

    static final long LAST_MILLIS = END_MILLIS - 1;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern TEXT = Pattern.compile("([0-9]{8}T[0-9]{9}Z)-([0-9a-f]{10})");

    public SegmentId {
        if (openedAtMillis < 0 || openedAtMillis > LAST_MILLIS) {
            throw new IllegalArgumentException("openedAtMillis is " + openedAtMillis);
        }
        if (writer < 0 || writer >= WRITERS) {
            throw new IllegalArgumentException("writer is " + writer + ", not a number of 40 bits");
        }
    }

    /**
     * The id that this text is the text of.
     *
     * @throws IllegalArgumentException when it is no segment id in exactly the form of {@link #toString}
     */
    public static SegmentId parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no segment id");
        }
        try {
            long millis = LocalDateTime.parse(matcher.group(1), TIME)
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
            return new SegmentId(millis, Long.parseLong(matcher.group(2), 16));
        } catch (DateTimeException noSuchTime) {
            throw new IllegalArgumentException("'" + text + "' is no segment id", noSuchTime);
        }
    }

    /** When it was opened, to the millisecond. */
    public Instant openedAt() {
        return Instant.ofEpochMilli(openedAtMillis).truncatedTo(MILLIS);
    }

    /** UTC day on which it was opened. */
    public LocalDate day() {
        return LocalDate.ofInstant(openedAt(), ZoneOffset.UTC);
    }

    @Override
    public int compareTo(SegmentId other) {
        int byTime = Long.compare(openedAtMillis, other.openedAtMillis);
        return byTime != 0 ? byTime : Long.compare(writer, other.writer);
    }

    /** For example {@code 20261122T204932123Z-a1b2c3d4e5}. */
    @Override
    public String toString() {
        String hex = Long.toHexString(writer);
        return TIME.format(LocalDateTime.ofInstant(openedAt(), ZoneOffset.UTC)) + "-" + "0".repeat(10 - hex.length())
                + hex;
    }
}
