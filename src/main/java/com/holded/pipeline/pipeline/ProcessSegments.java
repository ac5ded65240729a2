package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.LoadCounts;
import com.holded.pipeline.ledger.SegmentTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The pipeline from raw segment to loaded segment:
 *
 * <pre>
 * ReadSegments → JudgeEvents → EnrichEvents → WriteObjects → LoadSegments
 *       └ corrupt → QuarantineSegments
 * </pre>
 *
 * <p>An element is a {@link Batch} of whole segments: a transaction belongs to an element, whatever bundle it comes in,
 * and coarse elements cost Beam next to nothing. All steps before the load may happen any number of times; the load has
 * its effect once. Bounded; every segment comes out loaded, quarantined, or fails the run.
 */
public final class ProcessSegments {
    static final TupleTag<Batch<RawSegment>> READ = new TupleTag<>("read") {};
    static final TupleTag<CorruptSegment> CORRUPT = new TupleTag<>("corrupt") {};

    private final Deployment deployment;
    private final RunnerOptions runner;

    public ProcessSegments(Deployment deployment, RunnerOptions runner) {
        this.deployment = deployment;
        this.runner = runner;
    }

    /** Most segments that one pipeline is given. */
    int mostSegments() {
        return runner.mostSegments();
    }

    /** Most bytes of them, compressed. */
    long mostBytes() {
        return runner.mostBytes();
    }

    /** A pipeline that is under way. */
    public record Execution(PipelineResult result) {
        /**
         * Waits for its end.
         *
         * @throws SchemasOutOfReach when a step could not learn a schema
         * @throws RuntimeException what else a step threw; what was loaded by then stays loaded
         */
        public void await() {
            try {
                result.waitUntilFinish();
            } catch (Pipeline.PipelineExecutionException failed) {
                throw SchemasOutOfReach.among(failed)
                        .<RuntimeException>map(outage -> outage)
                        .orElse(failed);
            }
        }

        /** Ends it as soon as may be; a load in progress is committed or undone whole. */
        public void cancel() {
            try {
                result.cancel();
            } catch (IOException e) {
                throw new UncheckedIOException("the runner did not cancel the pipeline", e);
            }
        }
    }

    /** Starts the pipeline over these segments. */
    public Execution start(List<SegmentTask> tasks) {
        List<Batch<SegmentTask>> batches = Batch.of(tasks, runner.workers());
        return new Execution(over(batches, runner.over(batches.size())).run());
    }

    /** The pipeline over these segments for any runner. */
    Pipeline over(List<Batch<SegmentTask>> batches, PipelineOptions options) {
        Pipeline pipeline = Pipeline.create(options);
        pipeline.apply("Segments", Create.of(batches).withCoder(Batch.coder()))
                .apply("ProcessSegments", new Steps(deployment));
        return pipeline;
    }

    /** From segments that were taken to what became of their events. */
    static final class Steps extends PTransform<PCollection<Batch<SegmentTask>>, PCollection<LoadCounts>> {
        private final Deployment deployment;

        Steps(Deployment deployment) {
            this.deployment = deployment;
        }

        @Override
        public PCollection<LoadCounts> expand(PCollection<Batch<SegmentTask>> tasks) {
            PCollectionTuple segments = tasks.apply(
                    "ReadSegments",
                    ParDo.of(new ReadSegmentsFn(deployment)).withOutputTags(READ, TupleTagList.of(CORRUPT)));
            segments.get(CORRUPT)
                    .setCoder(SerializableCoder.of(CorruptSegment.class))
                    .apply("QuarantineSegments", ParDo.of(new QuarantineSegmentsFn(deployment)));
            return segments.get(READ)
                    .setCoder(Batch.coder())
                    .apply("JudgeEvents", ParDo.of(judging(deployment)))
                    .setCoder(Batch.coder())
                    .apply("EnrichEvents", ParDo.of(enriching(deployment)))
                    .setCoder(Batch.coder())
                    .apply("WriteObjects", ParDo.of(new WriteObjectsFn(deployment)))
                    .setCoder(Batch.coder())
                    .apply("LoadSegments", ParDo.of(new LoadSegmentsFn(deployment)))
                    .setCoder(SerializableCoder.of(LoadCounts.class));
        }

        // Static, so that a function takes along the deployment and not the transform.
        private static JudgeEventsFn judging(Deployment deployment) {
            return new JudgeEventsFn(() -> Worker.of(deployment).judge());
        }

        private static EnrichEventsFn enriching(Deployment deployment) {
            return new EnrichEventsFn(() -> Worker.of(deployment).enrichment());
        }
    }
}
