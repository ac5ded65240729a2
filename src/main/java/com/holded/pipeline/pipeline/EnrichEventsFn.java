package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.storage.RawEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/** Adds to each event what is found out about it: quality score and business context. */
final class EnrichEventsFn extends DoFn<Batch<JudgedSegment>, Batch<EnrichedSegment>> {
    private final Deployment deployment;

    EnrichEventsFn(Deployment deployment) {
        this.deployment = deployment;
    }

    @ProcessElement
    public void process(@Element Batch<JudgedSegment> segments, OutputReceiver<Batch<EnrichedSegment>> out) {
        Worker worker = Worker.of(deployment);
        out.output(segments.map(segment -> enrich(worker, segment)));
    }

    private static EnrichedSegment enrich(Worker worker, JudgedSegment segment) {
        List<EnrichedEvent> events = segment.admitted().stream()
                .map(admitted -> enrich(worker, admitted))
                .toList();
        return new EnrichedSegment(segment.task(), events, segment.deadLetters());
    }

    private static EnrichedEvent enrich(Worker worker, JudgedSegment.Admitted admitted) {
        RawEvent raw = admitted.raw();
        Instant receivedAt = Instant.ofEpochMilli(raw.receivedAtMillis());
        return worker.enrichment()
                .enrich(
                        raw.id(),
                        raw.packageId(),
                        admitted.event(),
                        new String(raw.event(), StandardCharsets.UTF_8),
                        receivedAt,
                        admitted.schemaId());
    }
}
