package com.holded.pipeline.event;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/** The two spellings of an instant that producers use, and the one that we write. */
final class Timestamps {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration FURTHEST_AHEAD = Duration.ofDays(1);
    private static final int LAST_YEAR = 9999;
    private static final int LONGEST_EPOCH_MILLIS = 15;
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Timestamps() {}

    /** Reads ISO-8601 text with an offset or {@code Z}, or a number of epoch milliseconds; cut to milliseconds. */
    static Optional<Instant> parse(Json value) {
        if (value instanceof Json.Text text) {
            OptionalLong usual = UsualTimestamp.epochMillis(text.value());
            return usual.isPresent()
                    ? Optional.of(Instant.ofEpochMilli(usual.getAsLong()))
                    : parseIso(text.value()).map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
        }
        return value.asNumber().flatMap(Timestamps::parseEpochMillis);
    }

    /** Whether an event of this time can have been received then; outside it is a broken clock or a broken field. */
    static boolean plausible(Instant instant, Instant receivedAt) {
        return !instant.isBefore(EARLIEST) && !instant.isAfter(receivedAt.plus(FURTHEST_AHEAD));
    }

    /** ISO-8601 in UTC with three decimals, for example {@code 2026-03-05T10:12:35.000Z}. */
    static String format(Instant instant) {
        LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return utc.getYear() >= 0 && utc.getYear() <= LAST_YEAR
                ? UsualTimestamp.text(utc)
                : MILLISECONDS.format(instant);
    }

    private static Optional<Instant> parseIso(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toInstant());
        } catch (DateTimeException notIso) {
            // The caller reports what is expected; the parser's own words would name its internals.
            return Optional.empty();
        }
    }

    private static Optional<Instant> parseEpochMillis(String literal) {
        return literal.length() <= LONGEST_EPOCH_MILLIS && literal.matches("-?\\d+")
                ? Optional.of(Instant.ofEpochMilli(Long.parseLong(literal)))
                : Optional.empty();
    }
}
