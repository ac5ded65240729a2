package com.holded.pipeline.pipeline;

import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * How Beam is to run the pipeline: in this JVM, or as options say that came from outside. Whatever the options, a run
 * goes on in the background and can be cancelled.
 */
public final class RunnerOptions {
    /** Bounds what a pipeline in this JVM holds, and how long a stop waits for its cancellation. */
    private static final int SEGMENTS_IN_THIS_JVM = 256;

    /** A cluster takes seconds to begin, and holds a task of each segment and no more. */
    private static final int SEGMENTS_ON_A_CLUSTER = 10_000;

    private final List<String> arguments;
    private final int parallelism;

    private RunnerOptions(List<String> arguments, int parallelism) {
        this.arguments = List.copyOf(arguments);
        this.parallelism = parallelism;
    }

    /** In this JVM, so many segments at the same time. */
    public static RunnerOptions inThisJvm(int parallelism) {
        return new RunnerOptions(List.of(), parallelism);
    }

    /**
     * As these arguments of Beam say, for example {@code --runner=FlinkRunner}.
     *
     * @param parallelism segments at the same time, if it is to run in this JVM
     * @throws IllegalArgumentException when Beam does not know such an option or runner
     */
    static RunnerOptions of(List<String> arguments, int parallelism) {
        RunnerOptions options = new RunnerOptions(arguments, parallelism);
        options.parsed();
        return options;
    }

    private PipelineOptions parsed() {
        return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
    }

    /** For a pipeline over so many segments. */
    PipelineOptions over(int segments) {
        PipelineOptions options = parsed();
        if (isInThisJvm(options)) {
            DirectOptions direct = options.as(DirectOptions.class);
            direct.setBlockOnRun(false);
            // The checks cost 34 times what the work does; the tests run with them.
            direct.setEnforceEncodability(false);
            direct.setEnforceImmutability(false);
            // A worker without a segment would spin a core.
            direct.setTargetParallelism(Math.min(parallelism, segments));
        }
        return options;
    }

    /** Most segments that one pipeline is given. */
    int mostSegments() {
        return isInThisJvm(parsed()) ? SEGMENTS_IN_THIS_JVM : SEGMENTS_ON_A_CLUSTER;
    }

    private static boolean isInThisJvm(PipelineOptions options) {
        return options.getRunner() == DirectRunner.class;
    }
}
