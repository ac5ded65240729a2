package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException;
import org.apache.beam.sdk.transforms.DoFn;

/** Reads each segment; one that is no segment goes to its own output. Storage out of reach fails the bundle. */
final class ReadSegmentsFn extends DoFn<SegmentTask, RawSegment> {
    private final Deployment deployment;

    ReadSegmentsFn(Deployment deployment) {
        this.deployment = deployment;
    }

    @ProcessElement
    public void process(@Element SegmentTask task, MultiOutputReceiver out) {
        RawSegment segment;
        try {
            byte[] bytes = Worker.of(deployment).store().read(task.key());
            Failpoint.AFTER_RAW_READ.hit();
            segment = new RawSegment(task, SegmentFormat.decode(bytes, task.segment()));
        } catch (SegmentFormat.Damaged e) {
            corrupt(task, e, out);
            return;
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.TOO_LARGE) {
                throw e;
            }
            corrupt(task, e, out);
            return;
        }
        out.get(ProcessSegments.READ).output(segment);
    }

    private static void corrupt(SegmentTask task, RuntimeException failure, MultiOutputReceiver out) {
        out.get(ProcessSegments.CORRUPT).output(new CorruptSegment(task, String.valueOf(failure.getMessage())));
    }
}
