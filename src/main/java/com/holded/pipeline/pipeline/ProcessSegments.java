package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.LoadCounts;
import com.holded.pipeline.ledger.LoadableSegment;
import com.holded.pipeline.ledger.SegmentTask;
import java.io.IOException;
import java.io.Serializable;
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
 * <p>An element is a whole segment: a transaction belongs to a segment, and coarse elements cost Beam next to nothing.
 * All steps before the load may happen any number of times; the load has its effect once. Bounded; every segment comes
 * out loaded, quarantined, or fails the run.
 */
public final class ProcessSegments {
    static final TupleTag<RawSegment> READ = new TupleTag<>("read") {};
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
        return new Execution(over(tasks, runner.over(tasks.size())).run());
    }

    /** The pipeline over these segments for any runner. */
    Pipeline over(List<SegmentTask> tasks, PipelineOptions options) {
        Pipeline pipeline = Pipeline.create(options);
        pipeline.apply("Segments", Create.of(tasks).withCoder(SerializableCoder.of(SegmentTask.class)))
                .apply("ProcessSegments", new Steps(deployment));
        return pipeline;
    }

    /** From segments that were taken to what became of their events. */
    static final class Steps extends PTransform<PCollection<SegmentTask>, PCollection<LoadCounts>> {
        private final Deployment deployment;

        Steps(Deployment deployment) {
            this.deployment = deployment;
        }

        @Override
        public PCollection<LoadCounts> expand(PCollection<SegmentTask> tasks) {
            PCollectionTuple segments = tasks.apply(
                    "ReadSegments",
                    ParDo.of(new ReadSegmentsFn(deployment)).withOutputTags(READ, TupleTagList.of(CORRUPT)));
            coded(segments.get(CORRUPT), CorruptSegment.class)
                    .apply("QuarantineSegments", ParDo.of(new QuarantineSegmentsFn(deployment)));
            PCollection<JudgedSegment> judged = coded(segments.get(READ), RawSegment.class)
                    .apply("JudgeEvents", ParDo.of(new JudgeEventsFn(deployment)));
            PCollection<EnrichedSegment> enriched =
                    coded(judged, JudgedSegment.class).apply("EnrichEvents", ParDo.of(new EnrichEventsFn(deployment)));
            PCollection<LoadableSegment> written = coded(enriched, EnrichedSegment.class)
                    .apply("WriteObjects", ParDo.of(new WriteObjectsFn(deployment)));
            PCollection<LoadCounts> counts = coded(written, LoadableSegment.class)
                    .apply("LoadSegments", ParDo.of(new LoadSegmentsFn(deployment)));
            return coded(counts, LoadCounts.class);
        }

        private static <T extends Serializable> PCollection<T> coded(PCollection<T> elements, Class<T> type) {
            return elements.setCoder(SerializableCoder.of(type));
        }
    }
}
