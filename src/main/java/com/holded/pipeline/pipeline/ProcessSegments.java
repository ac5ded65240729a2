package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.DryRuns;
import com.holded.pipeline.ledger.LoadCounts;
import com.holded.pipeline.ledger.Portion;
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
import org.apache.beam.sdk.values.PDone;
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
        this.deployment = runner.isInThisJvm() ? deployment : deployment.withoutCredentials();
        this.runner = runner;
        if (runner.isInThisJvm()) {
            // The connections stay between two pipelines, as long as this process may start another.
            Worker.enter(deployment);
        }
    }

    /** Pipelines that run at the same time. */
    int pipelines() {
        return runner.pipelines();
    }

    /** What one of them is given at most. */
    Portion portion() {
        return runner.portion();
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
                PipelineResult.State end = result.waitUntilFinish();
                // In this JVM a failure is an exception; a cluster tells it by the state alone.
                if (end == PipelineResult.State.FAILED) {
                    throw new IllegalStateException("the pipeline failed on the cluster, which shows why");
                }
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
        return new Execution(over(batches, runner.forPipeline()).run());
    }

    /** Starts the pipeline that finds out what would come of these segments; it writes no object and loads nothing. */
    Execution tryOut(List<SegmentTask> tasks, DryRuns.Question question) {
        List<Batch<SegmentTask>> batches = Batch.of(tasks, runner.workers());
        Pipeline pipeline = Pipeline.create(runner.forPipeline());
        segments(pipeline, batches).apply("TryOutSegments", new TryOut(deployment, question));
        return new Execution(pipeline.run());
    }

    /** The pipeline over these segments for any runner. */
    Pipeline over(List<Batch<SegmentTask>> batches, PipelineOptions options) {
        Pipeline pipeline = Pipeline.create(options);
        segments(pipeline, batches).apply("ProcessSegments", new Steps(deployment));
        return pipeline;
    }

    private static PCollection<Batch<SegmentTask>> segments(Pipeline pipeline, List<Batch<SegmentTask>> batches) {
        return pipeline.apply("Segments", Create.of(batches).withCoder(Batch.coder()));
    }

    /** From segments that were taken to what became of their events. */
    static final class Steps extends PTransform<PCollection<Batch<SegmentTask>>, PCollection<LoadCounts>> {
        private final Deployment deployment;

        Steps(Deployment deployment) {
            this.deployment = deployment;
        }

        @Override
        public PCollection<LoadCounts> expand(PCollection<Batch<SegmentTask>> tasks) {
            PCollectionTuple segments = read(tasks, deployment);
            corrupt(segments).apply("QuarantineSegments", ParDo.of(new QuarantineSegmentsFn(deployment)));
            return enriched(segments, deployment, judging(deployment))
                    .apply("WriteObjects", ParDo.of(new WriteObjectsFn(deployment)))
                    .setCoder(Batch.coder())
                    .apply("LoadSegments", ParDo.of(new LoadSegmentsFn(deployment)))
                    .setCoder(SerializableCoder.of(LoadCounts.class));
        }
    }

    /** From segments, which stay as they are, to what would become of their events. */
    private static final class TryOut extends PTransform<PCollection<Batch<SegmentTask>>, PDone> {
        private final Deployment deployment;
        private final DryRuns.Question question;

        TryOut(Deployment deployment, DryRuns.Question question) {
            this.deployment = deployment;
            this.question = question;
        }

        @Override
        public PDone expand(PCollection<Batch<SegmentTask>> tasks) {
            PCollectionTuple segments = read(tasks, deployment);
            corrupt(segments).apply("NoteCorrupt", ParDo.of(new TryOutFns.NoteCorruptFn(deployment)));
            enriched(segments, deployment, judgingWithoutTrace(deployment))
                    .apply("TryOut", ParDo.of(new TryOutFns.TryOutFn(deployment, question)));
            return PDone.in(tasks.getPipeline());
        }
    }

    private static PCollectionTuple read(PCollection<Batch<SegmentTask>> tasks, Deployment deployment) {
        return tasks.apply(
                "ReadSegments",
                ParDo.of(new ReadSegmentsFn(deployment)).withOutputTags(READ, TupleTagList.of(CORRUPT)));
    }

    private static PCollection<CorruptSegment> corrupt(PCollectionTuple segments) {
        return segments.get(CORRUPT).setCoder(SerializableCoder.of(CorruptSegment.class));
    }

    private static PCollection<Batch<EnrichedSegment>> enriched(
            PCollectionTuple segments, Deployment deployment, JudgeEventsFn judging) {
        return segments.get(READ)
                .setCoder(Batch.coder())
                .apply("JudgeEvents", ParDo.of(judging))
                .setCoder(Batch.coder())
                .apply("EnrichEvents", ParDo.of(enriching(deployment)))
                .setCoder(Batch.coder());
    }

    // Static, so that a function takes along the deployment and not the transform.
    private static JudgeEventsFn judging(Deployment deployment) {
        return new JudgeEventsFn(() -> Worker.of(deployment).judge());
    }

    private static JudgeEventsFn judgingWithoutTrace(Deployment deployment) {
        return new JudgeEventsFn(() -> Worker.of(deployment).judge().withoutTrace());
    }

    private static EnrichEventsFn enriching(Deployment deployment) {
        return new EnrichEventsFn(() -> Worker.of(deployment).enrichment());
    }
}
