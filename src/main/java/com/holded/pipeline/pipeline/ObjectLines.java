package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.SegmentFormat;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** What the pipeline's objects hold: one JSON document on each line. */
final class ObjectLines {
    private ObjectLines() {}

    /** Enriched events as NDJSON, compressed as raw segments are. */
    static byte[] enriched(EnrichedSegment segment, String version) {
        String lines = segment.events().stream()
                .map(event -> JsonText.write(enriched(event, segment, version)) + "\n")
                .collect(Collectors.joining());
        return SegmentFormat.compress(lines.getBytes(StandardCharsets.UTF_8));
    }

    private static Json.Obj enriched(EnrichedEvent event, EnrichedSegment segment, String version) {
        Json.Obj metadata = new JsonBuilder()
                .text("correlationId", event.packageId())
                .text("eventId", event.id())
                .text("publishTime", segment.task().storedAt())
                .number("schemaId", event.schemaId())
                .text("processedAt", segment.task().takenUpAt())
                .text("pipelineVersion", version)
                .number("dataQualityScore", event.quality().value().toPlainString())
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

    /** Dead letters as plain NDJSON, which a person can read where it lies. The event stands in it as it was sent. */
    static byte[] deadLetters(EnrichedSegment segment) {
        String key = Keys.rawSegment(segment.task().segment());
        return segment.deadLetters().stream()
                .map(letter -> JsonText.write(deadLetter(letter, key)) + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Json.Obj deadLetter(DeadLetter letter, String rawKey) {
        return new JsonBuilder()
                .text("event_id", letter.id())
                .text("package_id", letter.packageId())
                .text("object_name", rawKey)
                .number("line", letter.id().line())
                .text("received_at", letter.receivedAt())
                .text("reason", letter.reason())
                .member("errors", Violation.toJson(letter.violations()))
                .number("schema_id", letter.schemaId())
                .member("event", new Json.Verbatim(letter.sent()))
                .build();
    }
}
