package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.platform.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What the pipeline's objects hold: one JSON document on each line, as NDJSON. */
final class ObjectLines {
    private ObjectLines() {}

    /**
     * An enriched event.
     *
     * @param storedAt when it was durably stored
     * @param processedAt when the pipeline took it up, the same however often it is tried
     */
    static byte[] enriched(EnrichedEvent event, Instant storedAt, Instant processedAt, PipelineVersion version) {
        return (JsonText.write(json(event, storedAt, processedAt, version)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Json.Obj json(EnrichedEvent event, Instant storedAt, Instant processedAt, PipelineVersion version) {
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
