package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.storage.SegmentFormat;
import org.apache.beam.sdk.transforms.DoFn;

/** Reads each segment; one that is no segment goes to its own output. Storage out of reach fails the bundle. */
final class ReadSegmentsFn extends DoFn<SegmentTask, RawSegment> {
    private final Deployment deployment;

    ReadSegmentsFn(Deployment deployment) {
        this.deployment = deployment;
    }

    @ProcessElement
    public void process(@Element SegmentTask task, MultiOutputReceiver out) {
        byte[] bytes = Worker.of(deployment).store().read(task.key());
        RawSegment segment;
        try {
            segment = new RawSegment(task, SegmentFormat.decode(bytes));
        } catch (SegmentFormat.Damaged e) {
            out.get(ProcessSegments.CORRUPT).output(new CorruptSegment(task, String.valueOf(e.getMessage())));
            return;
        }
        out.get(ProcessSegments.READ).output(segment);
    }
}
