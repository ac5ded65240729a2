package com.holded.pipeline.storage;

import com.holded.pipeline.event.SegmentId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where objects stand in the bucket. Each kind has a prefix, and below it one for each UTC day on which segments were
 * opened; keys of a kind sort as their segments do.
 */
public final class Keys {
    /** Prefix of all raw segments. */
    public static final String RAW = "raw-events/";
    /** Prefix of all enriched segments. */
    public static final String ENRICHED = "events/";
    /** Prefix of all dead letters. */
    public static final String DEAD_LETTERS = "dead-letter/";

    /** Prefix of the claims of idempotency keys. */
    public static final String IDEMPOTENCY = "idempotency/";

    /** Prefix of the copies of the built-in schema registry. */
    public static final String REGISTRY = "registry/";
    /** Prefix of the copies of what was done with dead letters. */
    public static final String REPLAYS = "replays/";

    /** Prefix of the files of reports. */
    public static final String REPORTS = "reports/";

    private static final String RAW_SUFFIX = ".ndjson.zst";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu/MM/dd/", Locale.ROOT);
    private static final Pattern REGISTRY_COPY = Pattern.compile(Pattern.quote(REGISTRY) + "([0-9]{19})\\.json\\.zst");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Keys() {}

    /** For example {@code raw-events/2026/11/22/20261122T204932123Z-a1b2c3d4e5.ndjson.zst}. */
    public static String rawSegment(SegmentId segment) {
        return rawDay(segment.day()) + segment + RAW_SUFFIX;
    }

    /**
     * The file of a report, for example {@code reports/2026/11/22/0b6c….xlsx}.
     *
     * @param requestedAt whose UTC day it stands under
     * @param extension of its format
     */
    public static String report(UUID run, Instant requestedAt, String extension) {
        return REPORTS + DAY.format(requestedAt.atZone(ZoneOffset.UTC)) + run + "." + extension;
    }

    /** Prefix of the raw segments that were opened on this UTC day. */
    public static String rawDay(LocalDate day) {
        return RAW + DAY.format(day);
    }

    /**
     * Prefix of the raw segments whose names begin as this one's does.
     *
     * @param chars how many characters of the name; 0 = all segments of its day
     */
    public static String rawPrefix(SegmentId segment, int chars) {
        return rawDay(segment.day()) + segment.toString().substring(0, chars);
    }

    /** The day that this is the prefix of, exactly; empty when no segment can stand under it. */
    public static Optional<LocalDate> dayOf(String rawDay) {
        try {
            LocalDate day = LocalDate.parse(rawDay.substring(Math.min(RAW.length(), rawDay.length())), DAY);
            return rawDay(day).equals(rawDay) && day.getYear() >= 1970 ? Optional.of(day) : Optional.empty();
        } catch (DateTimeParseException foreign) {
            return Optional.empty();
        }
    }

    /** What this version of the pipeline made of the segment; for example {@code …-1.0.0.ndjson.zst}. */
    public static String enriched(SegmentId segment, String pipelineVersion) {
        return ENRICHED + DAY.format(segment.day()) + segment + "-" + checked(pipelineVersion) + RAW_SUFFIX;
    }

    /** The pipeline version that an enriched segment was made by; empty when {@link #enriched} makes no such key. */
    public static Optional<String> pipelineVersion(SegmentId segment, String enrichedKey) {
        String before = ENRICHED + DAY.format(segment.day()) + segment + "-";
        return enrichedKey.startsWith(before) && enrichedKey.endsWith(RAW_SUFFIX)
                ? Optional.of(enrichedKey.substring(before.length(), enrichedKey.length() - RAW_SUFFIX.length()))
                : Optional.empty();
    }

    /**
     * What a replay made of dead letters, under the day of the segment of the first of them; for example
     * {@code …a1b2c3d4e5-replay-17-<sha256>.ndjson.zst}.
     *
     * @param sha256 lower-case hex SHA-256 of the object
     */
    public static String replayed(SegmentId first, long replay, String sha256) {
        return ENRICHED + DAY.format(first.day()) + first + "-replay-" + replay + "-" + sha256 + RAW_SUFFIX;
    }

    /**
     * Events of the segment that are not counted; for example {@code …a1b2c3d4e5.ndjson}. The door writes those that it
     * rejected, and the pipeline the same ones and those that it found.
     */
    public static String deadLetters(SegmentId segment) {
        return DEAD_LETTERS + DAY.format(segment.day()) + segment + ".ndjson";
    }

    /** Prefix of the claims that were made on this UTC day. */
    public static String idempotencyDay(LocalDate day) {
        return IDEMPOTENCY + DAY.format(day);
    }

    /** A copy of the schema registry as of this version of it; later versions sort behind. */
    public static String registryCopy(long version) {
        return String.format(Locale.ROOT, "%s%019d.json.zst", REGISTRY, version);
    }

    /** The version that a copy of the registry is of; empty when {@link #registryCopy} makes no such key. */
    public static OptionalLong registryVersion(String key) {
        Matcher matcher = REGISTRY_COPY.matcher(key);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /**
     * A copy of a part of the audit of dead letters.
     *
     * @param firstAction the first action that it is about
     * @param sha256 lower-case hex SHA-256 of the object
     */
    public static String replays(long firstAction, String sha256) {
        return String.format(Locale.ROOT, "%s%019d-%s%s", REPLAYS, firstAction, sha256, RAW_SUFFIX);
    }

    /** The segment that is stored under exactly this key; empty when {@link #rawSegment} makes no such key. */
    public static Optional<SegmentId> segmentOf(String rawKey) {
        int name = rawKey.lastIndexOf('/') + 1;
        if (!rawKey.endsWith(RAW_SUFFIX) || name > rawKey.length() - RAW_SUFFIX.length()) {
            return Optional.empty();
        }
        try {
            SegmentId segment = SegmentId.parse(rawKey.substring(name, rawKey.length() - RAW_SUFFIX.length()));
            return rawSegment(segment).equals(rawKey) ? Optional.of(segment) : Optional.empty();
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private static String checked(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("'" + version + "' is no pipeline version");
        }
        return version;
    }
}
