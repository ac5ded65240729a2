package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.Utf8Buffer;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.Isolation;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.storage.SegmentFormat;
import java.time.Instant;
import java.util.Optional;

/** What an enriched object holds while it is written: one JSON document on each line, as NDJSON. Not thread-safe. */
final class EnrichedLines {
    private static final Isolation ISOLATION = new Isolation("written");
    private static final int BYTES_OF_A_LINE = 1024;

    private final Utf8Buffer lines;
    private final String processedAt;
    private final PipelineVersion version;

    /**
     * @param events how many lines are expected
     * @param processedAt when the pipeline took them up, the same however often it is tried
     */
    EnrichedLines(int events, Instant processedAt, PipelineVersion version) {
        this.lines = new Utf8Buffer(events * BYTES_OF_A_LINE);
        this.processedAt = processedAt.toString();
        this.version = version;
    }

    /**
     * Appends the line of an event, or nothing and tells why it cannot be written.
     *
     * @param storedAt when it was durably stored, as ISO-8601 text: many events share it
     */
    Optional<Violation> append(EnrichedEvent event, String storedAt) {
        int start = lines.size();
        return ISOLATION.on(
                () -> {
                    JsonText.write(json(event, storedAt), lines);
                    lines.ascii('\n');
                    return Optional.empty();
                },
                failure -> {
                    lines.cutTo(start);
                    return Optional.of(failure);
                });
    }

    /** The object. */
    byte[] compressed() {
        return SegmentFormat.compress(lines.toBytes());
    }

    private Json.Obj json(EnrichedEvent event, String storedAt) {
        Json.Obj metadata = new JsonBuilder()
                .text("correlationId", event.packageId())
                .text("eventId", event.id())
                .text("publishTime", storedAt)
                .number("schemaId", event.schemaId())
                .text("processedAt", processedAt)
                .text("pipelineVersion", version)
                .text("rulesVersion", version.rules())
                .number("dataQualityScore", event.quality().value().toPlainString())
                .member("dataQualityParts", event.quality().partsJson())
                .member("qualityIssues", event.quality().issuesJson())
                .text("businessContext", event.context().label())
                .text("partitionKey", event.event().companyId())
                .build();
        return new JsonBuilder()
                .member("data", event.event().data())
                .member("attributes", event.event().attributes())
                .member("metadata", metadata)
                .build();
    }
}
