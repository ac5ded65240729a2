package com.holded.pipeline.platform;

import com.holded.pipeline.event.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Every figure there is, by the name under which {@code GET /metrics} shows it. {@code docs/operations.md} shows this
 * table; a test keeps the two equal.
 */
public enum Metric {
    COLLECT_EVENTS(
            "holded_collect_events_total",
            Kind.COUNTER,
            "events",
            "Events that were stored and answered. `accepted` + `rejected` = stored = sum of `holded_segment_events`",
            new Label("status", "accepted|rejected")),
    COLLECT_REJECTED(
            "holded_collect_rejected_total",
            Kind.COUNTER,
            "events",
            "Rejected events by the first of their reasons. Sum of all reasons = `rejected` of"
                    + " `holded_collect_events_total`",
            new Label("reason", names(Reason.values()))),
    COLLECT_SENT_BYTES(
            "holded_collect_sent_bytes_total",
            Kind.COUNTER,
            "bytes",
            "Bodies as they were sent, compressed or not, of the packages whose events are counted as stored"),
    COLLECT_STORED_BYTES(
            "holded_collect_stored_bytes_total",
            Kind.COUNTER,
            "bytes",
            "Raw segments as they stand in object storage, compressed"),
    COLLECT_ANSWERS(
            "holded_collect_answers_total",
            Kind.COUNTER,
            "answers",
            "Answers of `POST /collect` by status, wherever they were given: those that no servlet saw too",
            new Label("status", "[1-5][0-9]{2}")),
    COLLECT_IN_FLIGHT_BYTES(
            "holded_collect_in_flight_bytes",
            Kind.GAUGE,
            "bytes",
            "Bodies being read and events waiting for storage, at most `COLLECT_IN_FLIGHT_BYTES`"),
    SEGMENT_BYTES(
            "holded_segment_bytes",
            Kind.HISTOGRAM,
            "bytes",
            "Size of a stored segment before compression; the count is the number of segments"),
    SEGMENT_EVENTS("holded_segment_events", Kind.HISTOGRAM, "events", "Events of a stored segment"),
    SEGMENT_AGE(
            "holded_segment_age_seconds",
            Kind.TIMER,
            "seconds",
            "Age at which a stored segment was closed: `COLLECT_FLUSH_INTERVAL` or less, more while all uploaders are busy"),
    SEGMENT_PUT(
            "holded_segment_put_seconds",
            Kind.TIMER,
            "seconds",
            "Time until a stored segment was verified in object storage, all attempts together"),
    SEGMENTS_FAILED(
            "holded_segments_failed_total",
            Kind.COUNTER,
            "segments",
            "Segments that could not be stored; all their requests were answered 503"),
    SEGMENTS_QUARANTINED(
            "holded_segments_quarantined",
            Kind.GAUGE,
            "segments",
            "Segments that are set aside since the job cannot read them, of all replicas; counted anew whenever it is asked"
                    + " for, and shown the next time"),
    STORAGE_REQUESTS(
            "holded_storage_requests_total",
            Kind.COUNTER,
            "requests",
            "Requests to object storage by operation, repeated ones too; one of `list` is a page of up to 1,000 keys."
                    + " Those of a running job are not among them",
            new Label("operation", "check|read|write|delete|list")),
    HTTP_REQUESTS(
            "holded_http_requests_total",
            Kind.COUNTER,
            "answers",
            "Answers of the resources by method, route template and class of status; a path that no route fits counts as"
                    + " `unmatched`",
            new Label("method", "[A-Z]+|any"),
            new Label("route", "unmatched|/|(/[a-z-]+|/v1|/\\{[A-Za-z_]+\\}(\\.\\{[a-z_]+\\})?)+"),
            new Label("status", "[1-5]xx")),
    HTTP_WATCH_UP(
            "holded_http_watch_up",
            Kind.GAUGE,
            "1 or 0",
            "1 when connections, headers and slow callers are watched; 0 when the HTTP server did not allow it, or before"
                    + " the first request"),
    HTTP_CONNECTIONS(
            "holded_http_connections",
            Kind.GAUGE,
            "connections",
            "Connections that are open, at most `HTTP_CONNECTIONS`"),
    HTTP_PIECES_BYTES(
            "holded_http_pieces_bytes",
            Kind.GAUGE,
            "bytes",
            "Bodies that are not whole yet, at most `COLLECT_IN_FLIGHT_BYTES` beside"
                    + " `holded_collect_in_flight_bytes`"),
    HTTP_CALLERS_GONE(
            "holded_http_callers_gone",
            Kind.GAUGE,
            "answers",
            "Answers since the start whose callers left before they were whole; the events of `POST /collect` are stored"
                    + " nevertheless"),
    RATE_LIMITED(
            "holded_rate_limited_total",
            Kind.COUNTER,
            "requests",
            "Requests that were answered 429, by the limit that was used up",
            new Label("limit", "requests|events")),
    JOB_WATCHERS("holded_job_watchers", Kind.GAUGE, "callers", "Callers that follow runs, at most `JOB_WATCHERS`"),
    DEPENDENCY_UP(
            "holded_dependency_up",
            Kind.GAUGE,
            "1 or 0",
            "1 when the part could be reached at the last look, 0 when not",
            new Label("dependency", "object_storage|postgresql"));

    private final String exportedName;
    private final Kind kind;
    private final String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // A list that was copied, of records that hold text.
    private final List<Label> labels;

    Metric(String exportedName, Kind kind, String unit, String description, Label... labels) {
        this.exportedName = exportedName;
        this.kind = kind;
        this.unit = unit;
        this.description = description;
        this.labels = List.of(labels);
    }

    /** How a figure moves. */
    public enum Kind {
        /** Only grows, from 0 at the start of a replica. */
        COUNTER,
        /** What is so now. */
        GAUGE,
        /** Sizes: how many, their sum, and quantiles of the last minutes. */
        HISTOGRAM,
        /** Times, as a histogram. */
        TIMER
    }

    /**
     * What tells the series of one figure apart.
     *
     * @param values regular expression of all values: an enum or a template, since each value is a series for ever
     */
    public record Label(String name, String values) {
        /** Whether it is one of its values. */
        public boolean takes(String value) {
            return Pattern.matches(values, value);
        }
    }

    private static String names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).collect(Collectors.joining("|"));
    }

    /** The name, with the unit at its end. */
    public String exportedName() {
        return exportedName;
    }

    public Kind kind() {
        return kind;
    }

    public String unit() {
        return unit;
    }

    /** What it means and how it relates to others, in one line of Markdown. */
    public String description() {
        return description;
    }

    /** In the order in which {@link Metrics} takes their values. */
    public List<Label> labels() {
        return labels;
    }
}
