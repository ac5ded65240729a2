package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.Portion;
import com.holded.pipeline.ledger.SegmentTask;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;

/**
 * Whole segments that take each step together: what a step, a transaction or a Beam element costs beside its events is
 * paid once for many small segments. Never empty.
 *
 * @param <T> a segment, as far as the steps have come
 */
record Batch<T extends Serializable>(List<T> segments) implements Serializable {
    /**
     * More would gain nothing, and leave the other workers idle when the last batch of a pipeline is loaded; compressed, as
     * segments are listed.
     */
    private static final long MOST_BYTES = 256 << 10;

    private static final int MOST_SEGMENTS = 256;

    Batch {
        segments = List.copyOf(segments);
    }

    /** What becomes of each segment. */
    <R extends Serializable> Batch<R> map(Function<T, R> step) {
        return new Batch<>(segments.stream().map(step).toList());
    }

    /** Encodes batches of any segments. */
    @SuppressWarnings("unchecked") // Java's serialisation knows no type parameters.
    static <T extends Serializable> Coder<Batch<T>> coder() {
        return SerializableCoder.of((Class<Batch<T>>) (Class<?>) Batch.class);
    }

    /** Segments in batches, in order, so that each of the workers gets some if there is enough for all. */
    static List<Batch<SegmentTask>> of(List<SegmentTask> tasks, int workers) {
        long all = tasks.stream().mapToLong(SegmentTask::sizeBytes).sum();
        long full = Math.max(Portion.WORTH_A_WORKER, Math.min(MOST_BYTES, all / workers));
        List<Batch<SegmentTask>> batches = new ArrayList<>();
        List<SegmentTask> next = new ArrayList<>();
        long bytes = 0;
        for (SegmentTask task : tasks) {
            next.add(task);
            bytes += task.sizeBytes();
            if (bytes >= full || next.size() == MOST_SEGMENTS) {
                batches.add(new Batch<>(next));
                next.clear();
                bytes = 0;
            }
        }
        if (!next.isEmpty()) {
            batches.add(new Batch<>(next));
        }
        return batches;
    }
}
