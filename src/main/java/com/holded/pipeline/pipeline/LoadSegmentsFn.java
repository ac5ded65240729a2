package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.LoadCounts;
import com.holded.pipeline.ledger.LoadableSegment;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/** Loads each batch in one transaction of its own, whatever bundle it came in; the only step with an effect. */
final class LoadSegmentsFn extends WorkerFn<Batch<LoadableSegment>, LoadCounts, Worker> {
    private final Counter loaded = Metrics.counter(ProcessSegments.class, "events_loaded");
    private final Counter duplicates = Metrics.counter(ProcessSegments.class, "events_duplicate");
    private final Counter conflicts = Metrics.counter(ProcessSegments.class, "events_conflicting");
    private final Counter deadLetters = Metrics.counter(ProcessSegments.class, "events_dead");

    LoadSegmentsFn(Deployment deployment) {
        super(WorkerPart.of(deployment, worker -> worker));
    }

    @ProcessElement
    public void process(@Element Batch<LoadableSegment> segments, OutputReceiver<LoadCounts> out) {
        for (LoadCounts counts : here().loader().load(segments.segments())) {
            loaded.inc(counts.loaded());
            duplicates.inc(counts.duplicates());
            conflicts.inc(counts.conflicts());
            deadLetters.inc(counts.deadLetters());
            out.output(counts);
        }
    }
}
