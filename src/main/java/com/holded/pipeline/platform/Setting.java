package com.holded.pipeline.platform;

import java.util.Optional;

/**
 * Every setting there is, by its environment name. {@code docs/configuration.md} shows this table; a test keeps the two
 * equal.
 */
public enum Setting {
    HOLDED_MODE(
            "production",
            "`production` asks a key of every caller; `local` lets anonymous callers be producer and analyst"),
    HOLDED_ADMIN_KEY(null, "Secret. API key of the administrator, 24 characters or more. Required in production"),
    HOLDED_PRODUCER_KEY(
            null,
            "Secret. API key of the producers, 24 characters or more. Without it nobody but the administrator may post"),
    HOLDED_ANALYST_KEY(
            null,
            "Secret. API key of the analysts, 24 characters or more. Without it nobody but the administrator may read"),
    API_PORT("8000", "Port that the service listens on"),
    MINIO_ENDPOINT(null, "Required. URL of the S3 server, for example `http://minio:9000`"),
    MINIO_ACCESS_KEY(null, "Required. Access key of the S3 server"),
    MINIO_SECRET_KEY(null, "Required. Secret. Secret key of the S3 server"),
    MINIO_BUCKET("holded-events", "Bucket of all objects; made at start if it is missing"),
    MINIO_REGION("us-east-1", "Region that requests are signed for"),
    MINIO_TIMEOUT("PT2.5S", "Longest time that one storage request may take"),
    POSTGRES_HOST(null, "Required. Host of the database"),
    POSTGRES_PORT("5432", "Port of the database"),
    POSTGRES_USER(null, "Required. User that owns the schema"),
    POSTGRES_PASSWORD(null, "Required. Secret. Password of that user"),
    POSTGRES_DATABASE("holded_business", "Name of the database"),
    POSTGRES_POOL_SIZE("12", "Most connections that one replica opens"),
    SCHEMA_REGISTRY_URL(null, "URL of an external Confluent-compatible registry; unset = the built-in one"),
    SCHEMA_REGISTRY_USER(null, "User of the external registry, for Basic authentication"),
    SCHEMA_REGISTRY_PASSWORD(null, "Secret. Password of that user"),
    SCHEMA_REGISTRY_TOKEN(null, "Secret. Bearer token for the external registry, in place of user and password"),
    SCHEMA_REGISTRY_CA_FILE(
            null,
            "PEM file of the certificates that the external registry may show; unset = those that the JDK trusts"),
    SCHEMA_REGISTRY_TIMEOUT("PT3S", "Longest time that one request to the external registry may take"),
    HTTP_CONNECTIONS("4096", "Most connections that are open at the same time; beyond it new ones are closed at once"),
    HTTP_HEADER_TIME("PT10S", "Longest time from the first byte of a request to the end of its headers"),
    HTTP_HEADER_BYTES("16384", "Largest request line and headers, in bytes; beyond it 414 or 431"),
    HTTP_IDLE_TIME("PT60S", "Longest time between two requests of one connection, up to an hour; then it is closed"),
    HTTP_ANSWER_TIME(
            "PT15S",
            "Longest time for which a caller may take nothing of its answer, up to an hour; then its connection is closed"),
    HTTP_STOP_NOTICE(
            "PT0S",
            "Time from the begin of a stop, when readiness turns 503, to the first refused request: as long as a load"
                    + " balancer needs to see it"),
    HTTP_STOP_TIME("PT20S", "Longest time that a stop waits for requests on their way; new ones get 503 meanwhile"),
    HTTP_PROXIES(
            "0",
            "Proxies before the service that each add the address they were called from to the header below; 0 = none is"
                    + " believed"),
    HTTP_PROXY_HEADER("X-Forwarded-For", "Header that those proxies write: `X-Forwarded-For` or `Forwarded`"),
    COLLECT_BODY_BYTES("10485760", "Largest body of `POST /collect` as it is sent, in bytes"),
    COLLECT_DECODED_BYTES("52428800", "Largest body after decompression, in bytes"),
    COLLECT_BODY_TIME("PT30S", "Longest time from the headers of a request to the end of its body; beyond it 408"),
    COLLECT_PACKAGE_EVENTS("10000", "Most events in one package"),
    COLLECT_EVENT_BYTES("262144", "Largest event, in bytes"),
    COLLECT_DEPTH("64", "Deepest nesting of a body"),
    COLLECT_STRING_BYTES("65536", "Longest string in an event, in bytes of UTF-8"),
    COLLECT_NAME_BYTES("256", "Longest member name in an event, in bytes of UTF-8"),
    COLLECT_NUMBER_DIGITS("38", "Most digits of a number in an event, up to 38"),
    COLLECT_NUMBER_EXPONENT("308", "Greatest exponent of a number in an event, up to 308, either way"),
    COLLECT_SEGMENT_BYTES(
            "4194304",
            "Size at which an open segment is closed, in bytes before compression; a quarter of it when storage is free"),
    COLLECT_FLUSH_QUIET("PT0.001S", "Time without a further package after which an open segment is closed"),
    COLLECT_FLUSH_INTERVAL("PT0.03S", "Age at which an open segment is closed at the latest"),
    COLLECT_IN_FLIGHT_BYTES(
            "134217728",
            "Most bytes of bodies and of events that wait for storage; beyond it `POST /collect` answers 503. The last eighth is for requests of up to 64 KiB"),
    COLLECT_ORIGIN(
            "off",
            "`on` stores the caller's address and user agent with each event, which are personal data; administrators"
                    + " see them"),
    RATE_LIMIT_EVENTS_PER_SECOND("0", "Events that one key may send per second, on each replica; 0 = no limit"),
    RATE_LIMIT_REQUESTS_PER_SECOND(
            "0", "Requests that one key may make per second, on each replica, health probes excepted; 0 = no limit"),
    RATE_LIMIT_BURST(
            "PT2S", "How long an unused limit is saved up, in whole seconds: the most at once is limit × burst"),
    JOB_SCHEDULE(
            "PT10S",
            "When the job looks for new events: the pause between two looks, as a duration, or a cron expression of five"
                    + " fields such as `30 2 * * MON-FRI`; `PT0S` = no schedule"),
    JOB_SCHEDULE_ZONE("Europe/Madrid", "Time zone of the cron expression"),
    JOB_LEASE("PT60S", "Silence after which a run counts as dead and another may take over"),
    JOB_HISTORY("P90D", "How long runs stay on record after their end; the latest of each job stays"),
    JOB_WATCHERS("64", "Most callers that follow the progress of runs at the same time, on each replica"),
    JOB_PARALLELISM("2", "Pipelines that one run works with at the same time; at most `POSTGRES_POOL_SIZE`"),
    QUALITY_WEIGHTS(
            "completeness=30,timeliness=20,plausibility=25,identity=25",
            "Weights of the four dimensions of the quality score, in percent"),
    REPORT_PDF_PAGES("500", "Longest PDF, in pages; a longer one is refused with the advice to take another format"),
    REPORT_PARALLELISM(
            "0",
            "Reports that one replica makes at the same time; 0 = half as many as it has cores, one at least. Some more wait"
                    + " for their turn, the rest is answered 503"),
    REPORT_KEPT("P7D", "How long the files of reports that were made in the background are kept");

    private final Optional<String> defaultValue;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // Optional of String is immutable.
    Setting(@org.jspecify.annotations.Nullable String defaultValue, String description) {
        this.defaultValue = Optional.ofNullable(defaultValue);
        this.description = description;
    }

    /** The value when it is not set; empty = required, or off when the description does not say required. */
    public Optional<String> defaultValue() {
        return defaultValue;
    }

    /** Its value in the environment of this process; a blank one counts as unset. */
    public Optional<String> inEnvironment() {
        return Optional.ofNullable(System.getenv(name())).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** What it means, in one line of Markdown. */
    public String description() {
        return description;
    }
}
