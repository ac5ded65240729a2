package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.ledger.LoadableSegment;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.storage.DeadLetterFormat;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.SegmentFormat;

/**
 * Writes the enriched object and the dead-letter object of each segment. Key and bytes are a function of the raw segment
 * and the pipeline version, so that a repeated run writes the same again and an orphan is harmless.
 */
final class WriteObjectsFn extends WorkerFn<Batch<EnrichedSegment>, Batch<LoadableSegment>> {
    private static final LoadableSegment.Enriched NOTHING = new LoadableSegment.Enriched("", "");

    private final StepTime time = new StepTime("write");

    WriteObjectsFn(Deployment deployment) {
        super(deployment);
    }

    @ProcessElement
    public void process(@Element Batch<EnrichedSegment> segments, OutputReceiver<Batch<LoadableSegment>> out) {
        Worker worker = worker();
        out.output(new Batch<>(
                time.of(() -> worker.storage().map(segments.segments(), segment -> write(worker, segment)))));
    }

    private static LoadableSegment write(Worker worker, EnrichedSegment segment) {
        SegmentTask task = segment.task();
        SegmentObjects objects = SegmentObjects.of(segment, worker.version());
        if (!objects.deadLetters().isEmpty()) {
            worker.store().put(DeadLetterFormat.object(task.segment(), objects.deadLetters()));
            Failpoint.AFTER_DEAD_LETTER_PUT.hit();
        }
        return new LoadableSegment(
                task,
                objects.events(),
                objects.deadLetters(),
                objects.events().isEmpty() ? NOTHING : put(worker, task, objects.enriched()));
    }

    private static LoadableSegment.Enriched put(Worker worker, SegmentTask task, byte[] bytes) {
        String key = Keys.enriched(task.segment(), worker.version().toString());
        worker.store().put(new NewObject(key, bytes, SegmentFormat.CONTENT_TYPE));
        Failpoint.AFTER_ENRICHED_PUT.hit();
        return new LoadableSegment.Enriched(key, Sha256.hex(Sha256.of(bytes)));
    }
}
