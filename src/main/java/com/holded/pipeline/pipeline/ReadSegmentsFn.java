package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.platform.Failpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads segments; one that is no segment goes to its own output. A batch that turns out larger than its compressed size
 * promised goes on in parts. Storage out of reach fails the bundle.
 */
final class ReadSegmentsFn extends WorkerFn<Batch<SegmentTask>, Batch<RawSegment>> {
    /** Bytes of events as sent, which the steps that follow hold several times. */
    private static final long MOST_BYTES = 8 << 20;

    private static final int AT_ONCE = 16;

    private final StepTime time = new StepTime("read");

    ReadSegmentsFn(Deployment deployment) {
        super(deployment);
    }

    @ProcessElement
    public void process(@Element Batch<SegmentTask> tasks, MultiOutputReceiver out) {
        Worker worker = worker();
        List<RawSegment> part = new ArrayList<>();
        long bytes = 0;
        for (int first = 0; first < tasks.segments().size(); first += AT_ONCE) {
            int end = Math.min(first + AT_ONCE, tasks.segments().size());
            List<SegmentTask> next = tasks.segments().subList(first, end);
            List<Found> found = time.of(() -> worker.storage().map(next, task -> read(worker, task)));
            for (Found segment : found) {
                segment.corrupt()
                        .ifPresent(corrupt -> out.get(ProcessSegments.CORRUPT).output(corrupt));
                if (segment.read().isPresent()) {
                    part.add(segment.read().get());
                    bytes += segment.read().get().bytes();
                }
                if (bytes >= MOST_BYTES) {
                    out.get(ProcessSegments.READ).output(new Batch<>(part));
                    part.clear();
                    bytes = 0;
                }
            }
        }
        if (!part.isEmpty()) {
            out.get(ProcessSegments.READ).output(new Batch<>(part));
        }
    }

    /** One or the other. */
    private record Found(Optional<RawSegment> read, Optional<CorruptSegment> corrupt) {}

    private static Found read(Worker worker, SegmentTask task) {
        try {
            RawSegment segment = new RawSegment(task, worker.reader().read(task));
            Failpoint.AFTER_RAW_READ.hit();
            return new Found(Optional.of(segment), Optional.empty());
        } catch (SegmentReader.Corrupt corrupt) {
            return new Found(Optional.empty(), Optional.of(new CorruptSegment(task, corrupt.reason())));
        }
    }
}
