package com.holded.pipeline.platform;

import com.holded.pipeline.event.Decimals;
import com.holded.pipeline.event.QualityRules;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All settings, read once at start. {@link #load} checks every one of them and reports all problems together, so that a
 * wrong configuration is mended in one round.
 */
public record Settings(
        Mode mode,
        Access access,
        Storage storage,
        Database database,
        Registry registry,
        Http http,
        Collect collect,
        Origins origins,
        RateLimits rateLimits,
        Jobs jobs,
        Reports reports) {

    /** Keys shorter than this are refused. */
    static final int LEAST_KEY_LENGTH = 24;

    /**
     * A body counts twice when it is large, as it is decoded and as lines that wait for storage, and an eighth of the
     * room is for small ones alone.
     */
    private static final double DECODED_IN_FLIGHT = 2.4;

    /** Limits above this limit nothing. */
    private static final int MOST_PER_SECOND = 1_000_000;

    private static final Duration LONGEST_BURST = Duration.ofHours(1);

    /** The server's own time-outs lie at this, so that it never comes first. */
    private static final Duration LONGEST_IDLE = Duration.ofHours(1);

    /** Who is let in without a key. */
    public enum Mode {
        /** Everyone shows a key, but for the health probes. */
        PRODUCTION,
        /** Anonymous callers are producer and analyst. */
        LOCAL
    }

    /** API keys by role; an empty secret lets nobody in. */
    public record Access(Secret adminKey, Secret producerKey, Secret analystKey) {
        /** Whether no two roles share a key, which would give the weaker one the stronger one's rights. */
        boolean keysDiffer() {
            List<String> keys = Stream.of(adminKey, producerKey, analystKey)
                    .map(Secret::reveal)
                    .filter(key -> !key.isEmpty())
                    .toList();
            return keys.stream().distinct().count() == keys.size();
        }
    }

    /** The S3 server and bucket. */
    public record Storage(
            URI endpoint, Secret accessKey, Secret secretKey, String bucket, String region, Duration timeout)
            implements Serializable {}

    /** The PostgreSQL database. */
    public record Database(String host, int port, String user, Secret password, String name, int poolSize)
            implements Serializable {
        /** JDBC URL without credentials. */
        public String jdbcUrl() {
            return "jdbc:postgresql://" + host + ":" + port + "/" + name;
        }
    }

    /** Where schemas come from. */
    public sealed interface Registry extends Serializable {
        /** The registry that is part of this service. */
        record BuiltIn() implements Registry {}

        /**
         * A Confluent-compatible registry at this URL.
         *
         * @param user for Basic authentication; empty = none
         * @param secret the user's password, or without a user a bearer token; empty = none
         * @param caFile PEM file of the certificates to trust; empty = those of the JDK
         * @param timeout of one request, from its beginning to the end of the answer
         */
        record External(URI url, String user, Secret secret, String caFile, Duration timeout) implements Registry {
            /** One that asks for no credentials. */
            public External(URI url) {
                this(url, "", new Secret(""), "", DEFAULT_TIMEOUT);
            }

            private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);
        }
    }

    /**
     * Limits of every connection.
     *
     * @param headerTime from the first byte of a request to the end of its headers
     * @param idleTime between two requests
     * @param answerTime for which a caller may take nothing of its answer
     * @param stopNotice from the begin of a stop to the first refusal
     * @param stopTime for which a stop waits for requests on their way
     */
    public record Http(
            int connections,
            Duration headerTime,
            int headerBytes,
            Duration idleTime,
            Duration answerTime,
            Duration stopNotice,
            Duration stopTime) {}

    /**
     * Limits and group commit of {@code POST /collect}; sizes in bytes.
     *
     * @param bodyBytes of a body as it is sent
     * @param decodedBytes of a body without its Content-Encoding
     * @param bodyTime from the headers of a request to the end of its body
     * @param json what is taken of JSON
     */
    public record Collect(
            int bodyBytes,
            int decodedBytes,
            Duration bodyTime,
            int packageEvents,
            int eventBytes,
            JsonText.Limits json,
            int segmentBytes,
            Duration flushQuiet,
            Duration flushInterval,
            int inFlightBytes) {

        /** Most bytes of a segment before compression: all that its packages reserved while they waited for storage. */
        public long mostSegmentBytes() {
            return inFlightBytes;
        }
    }

    /**
     * What is kept of where a package came from.
     *
     * @param proxies that stand before the service and each add an entry to the header
     * @param header by which they tell whom they speak for
     */
    public record Origins(boolean kept, int proxies, String header) {}

    /**
     * What one key may do on one replica, unless it has limits of its own; 0 = no limit.
     *
     * @param burst whole seconds for which an unused limit is saved up
     */
    public record RateLimits(int eventsPerSecond, int requestsPerSecond, Duration burst) {
        boolean isSensible() {
            return burst.equals(Duration.ofSeconds(burst.toSeconds()))
                    && burst.toSeconds() >= 1
                    && burst.compareTo(LONGEST_BURST) <= 0;
        }
    }

    /**
     * The jobs.
     *
     * @param history how long runs stay on record after their end
     * @param watchers callers that follow runs at the same time
     * @param qualityWeights weights of the quality dimensions, as {@link QualityRules#ofWeights} reads them
     */
    public record Jobs(
            Schedule schedule,
            Duration lease,
            Duration history,
            int watchers,
            int parallelism,
            String qualityWeights) {}

    /**
     * Limits of the reports.
     *
     * @param parallelism most that are made at the same time
     * @param kept how long files that were made in the background stay
     */
    public record Reports(int pdfPages, int parallelism, Duration kept) {}

    /**
     * Reads and checks all settings.
     *
     * @param source value of a setting by its name; a blank value counts as unset
     * @throws WrongSettings with one line for each missing or wrong setting
     */
    public static Settings load(Function<String, Optional<String>> source) {
        Reader reader = new Reader(source);
        Mode mode = reader.oneOf(Setting.HOLDED_MODE, Mode.class);
        boolean production = mode == Mode.PRODUCTION;
        Settings settings = new Settings(
                mode,
                new Access(
                        reader.key(Setting.HOLDED_ADMIN_KEY, production),
                        reader.key(Setting.HOLDED_PRODUCER_KEY, false),
                        reader.key(Setting.HOLDED_ANALYST_KEY, false)),
                new Storage(
                        reader.url(Setting.MINIO_ENDPOINT),
                        reader.credential(Setting.MINIO_ACCESS_KEY, production),
                        reader.credential(Setting.MINIO_SECRET_KEY, production),
                        reader.text(Setting.MINIO_BUCKET),
                        reader.text(Setting.MINIO_REGION),
                        reader.duration(Setting.MINIO_TIMEOUT)),
                new Database(
                        reader.text(Setting.POSTGRES_HOST),
                        reader.number(Setting.POSTGRES_PORT, 1, 65_535),
                        reader.text(Setting.POSTGRES_USER),
                        reader.credential(Setting.POSTGRES_PASSWORD, production),
                        reader.text(Setting.POSTGRES_DATABASE),
                        reader.number(Setting.POSTGRES_POOL_SIZE, 4, 1_000)),
                reader.registry(),
                new Http(
                        reader.number(Setting.HTTP_CONNECTIONS, 16, 1_000_000),
                        reader.positive(Setting.HTTP_HEADER_TIME),
                        reader.number(Setting.HTTP_HEADER_BYTES, 4_096, 1 << 20),
                        reader.upTo(Setting.HTTP_IDLE_TIME, LONGEST_IDLE),
                        reader.upTo(Setting.HTTP_ANSWER_TIME, LONGEST_IDLE),
                        reader.duration(Setting.HTTP_STOP_NOTICE),
                        reader.duration(Setting.HTTP_STOP_TIME)),
                new Collect(
                        reader.number(Setting.COLLECT_BODY_BYTES, 1_024, 1 << 30),
                        reader.number(Setting.COLLECT_DECODED_BYTES, 1_024, 1 << 30),
                        reader.positive(Setting.COLLECT_BODY_TIME),
                        reader.number(Setting.COLLECT_PACKAGE_EVENTS, 1, 1_000_000),
                        reader.number(Setting.COLLECT_EVENT_BYTES, 1_024, 1 << 26),
                        new JsonText.Limits(
                                reader.number(Setting.COLLECT_DEPTH, 8, JsonText.Limits.MOST_DEPTH),
                                reader.number(Setting.COLLECT_STRING_BYTES, 256, 1 << 26),
                                reader.number(Setting.COLLECT_NAME_BYTES, 16, 1 << 16),
                                reader.number(Setting.COLLECT_NUMBER_DIGITS, 15, Decimals.MOST_DIGITS),
                                reader.number(Setting.COLLECT_NUMBER_EXPONENT, 0, Decimals.GREATEST_EXPONENT)),
                        reader.number(Setting.COLLECT_SEGMENT_BYTES, 65_536, 1 << 28),
                        reader.duration(Setting.COLLECT_FLUSH_QUIET),
                        reader.duration(Setting.COLLECT_FLUSH_INTERVAL),
                        reader.number(Setting.COLLECT_IN_FLIGHT_BYTES, 1 << 20, Integer.MAX_VALUE)),
                new Origins(
                        reader.choice(Setting.COLLECT_ORIGIN, "off", "on").equals("on"),
                        reader.number(Setting.HTTP_PROXIES, 0, 16),
                        reader.choice(Setting.HTTP_PROXY_HEADER, "X-Forwarded-For", "Forwarded")),
                new RateLimits(
                        reader.number(Setting.RATE_LIMIT_EVENTS_PER_SECOND, 0, MOST_PER_SECOND),
                        reader.number(Setting.RATE_LIMIT_REQUESTS_PER_SECOND, 0, MOST_PER_SECOND),
                        reader.duration(Setting.RATE_LIMIT_BURST)),
                new Jobs(
                        reader.schedule(),
                        reader.positive(Setting.JOB_LEASE),
                        reader.positive(Setting.JOB_HISTORY),
                        reader.number(Setting.JOB_WATCHERS, 1, 10_000),
                        reader.number(Setting.JOB_PARALLELISM, 1, 256),
                        reader.qualityWeights()),
                new Reports(
                        reader.number(Setting.REPORT_PDF_PAGES, 1, 100_000),
                        reportsAtOnce(reader.number(Setting.REPORT_PARALLELISM, 0, 1_000)),
                        reader.positive(Setting.REPORT_KEPT)));
        reader.number(Setting.API_PORT, 1, 65_535);
        reader.check(
                settings.access().keysDiffer(),
                "HOLDED_ADMIN_KEY, HOLDED_PRODUCER_KEY and HOLDED_ANALYST_KEY must differ");
        reader.check(
                settings.collect().decodedBytes() >= settings.collect().bodyBytes(),
                Setting.COLLECT_DECODED_BYTES + " is less than " + Setting.COLLECT_BODY_BYTES);
        reader.check(
                settings.collect().inFlightBytes() / DECODED_IN_FLIGHT
                        >= settings.collect().decodedBytes(),
                Setting.COLLECT_IN_FLIGHT_BYTES + " is less than " + DECODED_IN_FLIGHT + " times "
                        + Setting.COLLECT_DECODED_BYTES + ": large bodies could never be taken");
        reader.check(
                settings.jobs().parallelism() <= settings.database().poolSize(),
                Setting.JOB_PARALLELISM + " is more than " + Setting.POSTGRES_POOL_SIZE
                        + ": loads would wait for each other's connections until the run fails");
        reader.check(
                settings.rateLimits().isSensible(),
                Setting.RATE_LIMIT_BURST + " is not whole seconds from PT1S to " + LONGEST_BURST);
        if (!reader.problems.isEmpty()) {
            throw new WrongSettings(reader.problems);
        }
        return settings;
    }

    /** Reports and collection share the cores of a replica. */
    private static int reportsAtOnce(int set) {
        return set > 0 ? set : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** Settings that the service cannot start with. */
    public static final class WrongSettings extends RuntimeException {
        WrongSettings(List<String> problems) {
            super(String.join("; ", problems));
        }
    }

    /** Reads typed values; keeps each problem and goes on with a stand-in, since nothing is used when there is one. */
    private static final class Reader {
        private static final List<String> WELL_KNOWN_CREDENTIALS = List.of(
                "minioadmin", "minio", "minio123", "postgres", "password", "changeme", "admin", "secret", "holded");

        private final Function<String, Optional<String>> source;
        private final List<String> problems = new ArrayList<>();

        Reader(Function<String, Optional<String>> source) {
            this.source = source;
        }

        private Optional<String> value(Setting setting) {
            return source.apply(setting.name())
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .or(setting::defaultValue);
        }

        void check(boolean holds, String problem) {
            if (!holds) {
                problems.add(problem);
            }
        }

        String text(Setting setting) {
            return value(setting).orElseGet(() -> {
                problems.add(setting + " is missing");
                return "";
            });
        }

        Secret key(Setting setting, boolean required) {
            String key = required ? text(setting) : value(setting).orElse("");
            if (!key.isEmpty() && key.length() < LEAST_KEY_LENGTH) {
                problems.add(setting + " is shorter than " + LEAST_KEY_LENGTH + " characters");
            }
            return new Secret(key);
        }

        Secret credential(Setting setting, boolean production) {
            String credential = text(setting);
            if (production && WELL_KNOWN_CREDENTIALS.contains(credential)) {
                problems.add(setting + " is a well-known default, which production mode refuses");
            }
            return new Secret(credential);
        }

        int number(Setting setting, int least, int most) {
            String text = text(setting);
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException notANumber) {
                // Reported below, as a number out of range is.
            }
            if (!text.isEmpty()) {
                problems.add(setting + " is '" + text + "', not a number from " + least + " to " + most);
            }
            return least;
        }

        Duration duration(Setting setting) {
            String text = text(setting);
            try {
                Duration duration = Duration.parse(text);
                if (!duration.isNegative()) {
                    return duration;
                }
            } catch (DateTimeParseException notADuration) {
                // Reported below, as a negative duration is.
            }
            problems.add(setting + " is '" + text + "', not an ISO-8601 duration such as PT10S");
            return Duration.ZERO;
        }

        Duration positive(Setting setting) {
            Duration duration = duration(setting);
            check(!duration.isZero(), setting + " is zero");
            return duration;
        }

        Duration upTo(Setting setting, Duration longest) {
            Duration duration = positive(setting);
            check(duration.compareTo(longest) <= 0, setting + " is longer than " + longest);
            return duration;
        }

        URI url(Setting setting) {
            String text = text(setting);
            if (!text.isEmpty() && !text.matches("https?://[^\\s/@]+(/\\S*)?")) {
                problems.add(setting + " is no http or https URL without credentials");
            }
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                problems.add(setting + " is no URL: " + e.getReason());
                return URI.create("http://unset");
            }
        }

        Registry registry() {
            Duration timeout = positive(Setting.SCHEMA_REGISTRY_TIMEOUT);
            if (value(Setting.SCHEMA_REGISTRY_URL).isEmpty()) {
                return new Registry.BuiltIn();
            }
            String user = value(Setting.SCHEMA_REGISTRY_USER).orElse("");
            String password = value(Setting.SCHEMA_REGISTRY_PASSWORD).orElse("");
            String token = value(Setting.SCHEMA_REGISTRY_TOKEN).orElse("");
            check(
                    user.isEmpty() == password.isEmpty(),
                    Setting.SCHEMA_REGISTRY_USER + " and " + Setting.SCHEMA_REGISTRY_PASSWORD + " belong together");
            check(
                    user.isEmpty() || token.isEmpty(),
                    Setting.SCHEMA_REGISTRY_USER + " and " + Setting.SCHEMA_REGISTRY_TOKEN + " exclude each other");
            String caFile = value(Setting.SCHEMA_REGISTRY_CA_FILE).orElse("");
            check(
                    caFile.isEmpty() || Files.isReadable(Path.of(caFile)),
                    Setting.SCHEMA_REGISTRY_CA_FILE + " cannot be read");
            return new Registry.External(
                    url(Setting.SCHEMA_REGISTRY_URL),
                    user,
                    new Secret(user.isEmpty() ? token : password),
                    caFile,
                    timeout);
        }

        Schedule schedule() {
            String zone = text(Setting.JOB_SCHEDULE_ZONE);
            String text = text(Setting.JOB_SCHEDULE);
            if (!ZoneId.getAvailableZoneIds().contains(zone)) {
                problems.add(Setting.JOB_SCHEDULE_ZONE + " is '" + zone + "', no time zone such as Europe/Madrid");
                return new Schedule.Off();
            }
            try {
                return Schedule.of(text, ZoneId.of(zone));
            } catch (IllegalArgumentException e) {
                problems.add(Setting.JOB_SCHEDULE + " is '" + text + "', " + e.getMessage());
                return new Schedule.Off();
            }
        }

        String qualityWeights() {
            String text = text(Setting.QUALITY_WEIGHTS);
            try {
                return QualityRules.ofWeights(text).weights();
            } catch (IllegalArgumentException e) {
                problems.add(Setting.QUALITY_WEIGHTS + " is '" + text + "': " + e.getMessage());
                return text;
            }
        }

        String choice(Setting setting, String... values) {
            String text = text(setting);
            for (String value : values) {
                if (value.equalsIgnoreCase(text)) {
                    return value;
                }
            }
            problems.add(setting + " is '" + text + "', none of " + String.join(", ", values));
            return values[0];
        }

        <E extends Enum<E>> E oneOf(Setting setting, Class<E> type) {
            String text = text(setting);
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            problems.add(setting + " is '" + text + "', none of production, local");
            return type.getEnumConstants()[0];
        }
    }
}
