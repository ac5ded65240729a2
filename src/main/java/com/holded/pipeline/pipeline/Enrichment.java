package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.ContextRules;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.QualityRules;
import com.holded.pipeline.storage.RawEvent;
import java.time.Instant;
import java.util.UUID;

/** What is found out about an event that passed: its quality score and its business context. Thread-safe. */
record Enrichment(ContextRules contexts, QualityRules quality) implements EnrichEventsFn.Enricher {

    /** By the rules that ship with the program and these weights of the quality score. */
    static Enrichment ofWeights(String qualityWeights) {
        return new Enrichment(ContextRules.shipped(), QualityRules.ofWeights(qualityWeights));
    }

    /** The pipeline version that stands for these rules. */
    PipelineVersion version() {
        return PipelineVersion.of(contexts, quality);
    }

    @Override
    public EnrichedEvent enrich(JudgedSegment.Admitted admitted) {
        RawEvent raw = admitted.raw();
        return enrich(
                raw.id(),
                raw.packageId(),
                admitted.event(),
                raw.event(),
                Instant.ofEpochMilli(raw.receivedAtMillis()),
                admitted.schemaId());
    }

    EnrichedEvent enrich(
            EventId id, UUID packageId, BusinessEvent event, byte[] sent, Instant receivedAt, int schemaId) {
        return new EnrichedEvent(
                id,
                packageId,
                event,
                sent,
                receivedAt,
                schemaId,
                quality.score(event, receivedAt),
                contexts.classify(event.eventType()));
    }
}
