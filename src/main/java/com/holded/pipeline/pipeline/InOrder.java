package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.LoadCounts;
import com.holded.pipeline.ledger.LoadableSegment;
import com.holded.pipeline.ledger.SegmentTask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.OutputBuilder;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;

/**
 * The steps of the pipeline over segments whose loads have an order. Beam promises none between elements, and of two
 * messages with one id the one that is loaded first counts: so that a rebuild finds the same one each time, the batches
 * are loaded one after the other, while the steps before the load are a few batches ahead. Holds as many batches as it is
 * ahead. For one caller at a time.
 */
final class InOrder implements AutoCloseable {
    private final Deployment deployment;
    private final int ahead;
    private final ExecutorService threads;

    /** @param ahead batches on which work is done at the same time */
    InOrder(Deployment deployment, int ahead) {
        this.deployment = deployment;
        this.ahead = ahead;
        this.threads = Executors.newFixedThreadPool(ahead, work -> {
            Thread thread = new Thread(work, "rebuild-steps");
            thread.setDaemon(true);
            thread.setContextClassLoader(InOrder.class.getClassLoader());
            return thread;
        });
    }

    /**
     * Loads segments in this order, until all are done or it is to stop.
     *
     * @throws SchemasOutOfReach when a step could not learn a schema
     * @throws RuntimeException what else a step threw; what was loaded by then stays loaded
     */
    void load(List<SegmentTask> tasks, BooleanSupplier goesOn) {
        Deque<Batch<SegmentTask>> left = new ArrayDeque<>(Batch.of(tasks, ahead));
        Deque<Future<List<Batch<LoadableSegment>>>> waiting = new ArrayDeque<>();
        try {
            while (goesOn.getAsBoolean() && !(left.isEmpty() && waiting.isEmpty())) {
                while (!left.isEmpty() && waiting.size() < ahead) {
                    Batch<SegmentTask> next = left.remove();
                    waiting.add(threads.submit(() -> upToTheLoad(next)));
                }
                finished(waiting.remove()).forEach(this::load);
            }
        } finally {
            waiting.forEach(step -> step.cancel(true));
        }
    }

    /** The segments as they are to be loaded, in order, without those that were set aside. */
    private List<Batch<LoadableSegment>> upToTheLoad(Batch<SegmentTask> tasks) {
        Outputs read = new Outputs();
        new ReadSegmentsFn(deployment).process(tasks, read);
        read.of(ProcessSegments.CORRUPT).forEach(new QuarantineSegmentsFn(deployment)::process);
        Output<Batch<JudgedSegment>> judged = new Output<>();
        read.of(ProcessSegments.READ)
                .forEach(segments ->
                        new JudgeEventsFn(() -> Worker.of(deployment).judge()).process(segments, judged));
        Output<Batch<EnrichedSegment>> enriched = new Output<>();
        judged.elements.forEach(
                segments -> new EnrichEventsFn(() -> Worker.of(deployment).enrichment()).process(segments, enriched));
        Output<Batch<LoadableSegment>> written = new Output<>();
        enriched.elements.forEach(segments -> new WriteObjectsFn(deployment).process(segments, written));
        return written.elements;
    }

    private void load(Batch<LoadableSegment> segments) {
        new LoadSegmentsFn(deployment).process(segments, new Output<LoadCounts>());
    }

    private static <T> T finished(Future<T> step) {
        try {
            return step.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while segments were read", stopped);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw SchemasOutOfReach.among(cause)
                    .<RuntimeException>map(outage -> outage)
                    .orElse(
                            cause instanceof RuntimeException known
                                    ? known
                                    : new IllegalStateException("a step failed", cause));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** What a step puts out, in order. */
    private static final class Output<T> implements DoFn.OutputReceiver<T> {
        private final List<T> elements = new ArrayList<>();

        @Override
        public void output(T element) {
            elements.add(element);
        }

        @Override
        public OutputBuilder<T> builder(T element) {
            throw new UnsupportedOperationException("the steps put out plain elements");
        }
    }

    /** The same, by tag. */
    private static final class Outputs implements DoFn.MultiOutputReceiver {
        private final Map<TupleTag<?>, Output<?>> outputs = new HashMap<>();

        @Override
        @SuppressWarnings("unchecked") // One output per tag, and tags have the type of their elements.
        public <T> Output<T> get(TupleTag<T> tag) {
            return (Output<T>) outputs.computeIfAbsent(tag, first -> new Output<T>());
        }

        <T> List<T> of(TupleTag<T> tag) {
            return get(tag).elements;
        }

        @Override
        public <T> DoFn.OutputReceiver<Row> getRowReceiver(TupleTag<T> tag) {
            throw new UnsupportedOperationException("the steps put out no rows");
        }
    }
}
