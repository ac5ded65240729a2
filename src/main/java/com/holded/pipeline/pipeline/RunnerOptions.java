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
    /**
     * Beam's DirectRunner takes each step with all elements before it takes the next, so this bounds what a worker in
     * this JVM holds in its memory: 1 MiB compressed is about 30,000 events.
     */
    private static final long BYTES_OF_A_WORKER = 1 << 20;

    /** Each is a few hundred bytes in the plan of the pipeline. */
    private static final int MOST_SEGMENTS = 10_000;

    /** A cluster takes seconds to begin, and hands each batch through all steps before the next. */
    private static final int WORKERS_OF_A_CLUSTER = 64;

    private final List<String> arguments;
    private final int parallelism;
    private final boolean inThisJvm;

    private RunnerOptions(List<String> arguments, int parallelism) {
        this.arguments = List.copyOf(arguments);
        this.parallelism = parallelism;
        this.inThisJvm = parsed().getRunner() == DirectRunner.class;
    }

    /** In this JVM, so many batches at the same time. */
    public static RunnerOptions inThisJvm(int parallelism) {
        return new RunnerOptions(List.of(), parallelism);
    }

    /**
     * As these arguments of Beam say, for example {@code --runner=FlinkRunner}.
     *
     * @param parallelism batches at the same time, if it is to run in this JVM
     * @throws IllegalArgumentException when Beam does not know such an option or runner
     */
    static RunnerOptions of(List<String> arguments, int parallelism) {
        return new RunnerOptions(arguments, parallelism);
    }

    private PipelineOptions parsed() {
        return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
    }

    /** For a pipeline over so many batches. */
    PipelineOptions over(int batches) {
        PipelineOptions options = parsed();
        if (inThisJvm) {
            DirectOptions direct = options.as(DirectOptions.class);
            direct.setBlockOnRun(false);
            // The checks cost 34 times what the work does; the tests run with them.
            direct.setEnforceEncodability(false);
            direct.setEnforceImmutability(false);
            // A worker without a batch would spin a core.
            direct.setTargetParallelism(Math.min(parallelism, batches));
        }
        return options;
    }

    /** Among so many is the work worth sharing out. */
    int workers() {
        return inThisJvm ? parallelism : WORKERS_OF_A_CLUSTER;
    }

    /** Most segments that one pipeline is given. */
    int mostSegments() {
        return MOST_SEGMENTS;
    }

    /** Most bytes of them, compressed. */
    long mostBytes() {
        return inThisJvm ? BYTES_OF_A_WORKER * parallelism : Long.MAX_VALUE;
    }
}
