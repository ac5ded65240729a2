package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.ContextRules;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.QualityRules;
import java.time.Instant;
import java.util.UUID;

/** What is found out about an event that passed: its quality score and its business context. Thread-safe. */
record Enrichment(ContextRules contexts, QualityRules quality) {

    /** By the rules that ship with the program and these weights of the quality score. */
    static Enrichment ofWeights(String qualityWeights) {
        return new Enrichment(ContextRules.shipped(), QualityRules.ofWeights(qualityWeights));
    }

    /** The pipeline version that stands for these rules. */
    String version() {
        return PipelineVersion.of(contexts, quality);
    }

    EnrichedEvent enrich(
            EventId id, UUID packageId, BusinessEvent event, String sent, Instant receivedAt, int schemaId) {
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
