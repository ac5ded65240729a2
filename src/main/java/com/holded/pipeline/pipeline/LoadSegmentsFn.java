package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.LoadCounts;
import com.holded.pipeline.ledger.LoadableSegment;
import com.holded.pipeline.ledger.SegmentLoader;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/** Loads each batch in one transaction of its own, whatever bundle it came in; the only step with an effect. */
final class LoadSegmentsFn extends WorkerFn<Batch<LoadableSegment>, LoadCounts> {
    private final StepTime time = new StepTime("load");
    private final Counter loaded = Metrics.counter(ProcessSegments.class, "events_loaded");
    private final Counter duplicates = Metrics.counter(ProcessSegments.class, "events_duplicate");
    private final Counter conflicts = Metrics.counter(ProcessSegments.class, "events_conflicting");
    private final Counter deadLetters = Metrics.counter(ProcessSegments.class, "events_dead");

    LoadSegmentsFn(Deployment deployment) {
        super(deployment);
    }

    @ProcessElement
    public void process(@Element Batch<LoadableSegment> segments, OutputReceiver<LoadCounts> out) {
        SegmentLoader loader = worker().loader();
        for (LoadCounts counts : time.of(() -> loader.load(segments.segments()))) {
            loaded.inc(counts.loaded());
            duplicates.inc(counts.duplicates());
            conflicts.inc(counts.conflicts());
            deadLetters.inc(counts.deadLetters());
            out.output(counts);
        }
    }
}
