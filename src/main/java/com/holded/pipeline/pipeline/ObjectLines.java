package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.ledger.Replays;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.storage.SegmentFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the pipeline's objects hold: one JSON document on each line. */
final class ObjectLines {
    private ObjectLines() {}

    /** Enriched events as NDJSON, compressed as raw segments are. */
    static byte[] enriched(EnrichedSegment segment, String version) {
        Instant storedAt = segment.task().storedAt();
        Instant takenUpAt = segment.task().takenUpAt();
        String lines = segment.events().stream()
                .map(event -> JsonText.write(enriched(event, storedAt, takenUpAt, version)) + "\n")
                .collect(Collectors.joining());
        return SegmentFormat.compress(lines.getBytes(StandardCharsets.UTF_8));
    }

    /** Enriched events of dead letters that passed in a replay, as NDJSON; the letters tell when they were stored. */
    static byte[] replayed(
            List<EnrichedEvent> events, List<Replays.Open> letters, Instant requestedAt, String version) {
        Map<UUID, Instant> storedAt =
                letters.stream().collect(Collectors.toMap(open -> open.letter().eventId(), Replays.Open::storedAt));
        return events.stream()
                .map(event -> {
                    Instant stored = storedAt.getOrDefault(event.id().value(), event.receivedAt());
                    return JsonText.write(enriched(event, stored, requestedAt, version)) + "\n";
                })
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Json.Obj enriched(EnrichedEvent event, Instant storedAt, Instant processedAt, String version) {
        Json.Obj metadata = new JsonBuilder()
                .text("correlationId", event.packageId())
                .text("eventId", event.id())
                .text("publishTime", storedAt)
                .number("schemaId", event.schemaId())
                .text("processedAt", processedAt)
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
