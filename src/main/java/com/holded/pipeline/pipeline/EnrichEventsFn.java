package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.platform.Isolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds to each event what is found out about it: quality score and business context. */
final class EnrichEventsFn extends WorkerFn<Batch<JudgedSegment>, Batch<EnrichedSegment>, EnrichEventsFn.Enricher> {
    private static final Isolation ISOLATION = new Isolation("enriched");

    /** Finds out about one event. */
    interface Enricher {
        EnrichedEvent enrich(JudgedSegment.Admitted event);
    }

    EnrichEventsFn(WorkerPart<Enricher> enricher) {
        super(enricher);
    }

    @ProcessElement
    public void process(@Element Batch<JudgedSegment> segments, OutputReceiver<Batch<EnrichedSegment>> out) {
        Enricher rules = here();
        out.output(segments.map(segment -> enrich(rules, segment)));
    }

    private static EnrichedSegment enrich(Enricher rules, JudgedSegment segment) {
        List<EnrichedEvent> events = new ArrayList<>(segment.admitted().size());
        List<DeadLetter> failed = new ArrayList<>();
        for (JudgedSegment.Admitted admitted : segment.admitted()) {
            Optional<EnrichedEvent> enriched = ISOLATION.on(() -> Optional.of(rules.enrich(admitted)), failure -> {
                failed.add(admitted.deadLetter(failure));
                return Optional.empty();
            });
            enriched.ifPresent(events::add);
        }
        return new EnrichedSegment(segment.task(), events, DeadLetter.inOrder(segment.deadLetters(), failed));
    }
}
