package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.SegmentTask;
import org.apache.beam.sdk.transforms.DoFn;

/** Reads each segment; one that is no segment goes to its own output. Storage out of reach fails the bundle. */
final class ReadSegmentsFn extends DoFn<SegmentTask, RawSegment> {
    private final WorkerPart<SegmentReader> reader;

    ReadSegmentsFn(WorkerPart<SegmentReader> reader) {
        this.reader = reader;
    }

    @ProcessElement
    public void process(@Element SegmentTask task, MultiOutputReceiver out) {
        try {
            out.get(ProcessSegments.READ)
                    .output(new RawSegment(task, reader.here().read(task)));
        } catch (SegmentReader.Corrupt corrupt) {
            out.get(ProcessSegments.CORRUPT).output(new CorruptSegment(task, corrupt.reason()));
        }
    }
}
