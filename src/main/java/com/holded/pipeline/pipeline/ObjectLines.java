package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.platform.JsonText;
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
}
