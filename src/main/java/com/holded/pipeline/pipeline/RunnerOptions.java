package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.Portion;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * How Beam is to run the pipeline: in this JVM, or as options say that came from outside. Whatever the options, a run
 * goes on in the background and can be cancelled.
 */
public final class RunnerOptions {
    private static final String FLINK = "--runner=FlinkRunner";

    /** What a run on Flink needs unless it is told otherwise. */
    private static final List<String> ON_FLINK = List.of(
            "--jobName=" + ProcessingRun.JOB,
            // Else the submission returns at the end, and nobody could cancel it.
            "--attachedMode=false",
            "--jobCheckIntervalInSecs=1",
            // Elements are immutable: Flink would copy each between two steps by serialising it.
            "--objectReuse=true",
            "--fasterCopy=true");

    /**
     * Beam's DirectRunner takes each step with all elements before it takes the next, so this bounds what a pipeline in
     * this JVM holds in its memory: 1 MiB compressed is about 12,000 events.
     */
    private static final long MOST_BYTES = 1 << 20;

    /** Each is a few hundred bytes in the plan of the pipeline. */
    private static final int MOST_SEGMENTS = 10_000;

    /** A cluster takes seconds to begin, and hands each batch through all steps before the next. */
    private static final int WORKERS_OF_A_CLUSTER = 64;

    private final List<String> arguments;
    private final int parallelism;
    private final boolean inThisJvm;

    private RunnerOptions(List<String> arguments, int parallelism) {
        this.arguments = arguments.contains(FLINK) ? onFlink(arguments, parallelism) : List.copyOf(arguments);
        this.parallelism = parallelism;
        this.inThisJvm = parsed().getRunner() == DirectRunner.class;
    }

    /** In this JVM, so many pipelines at the same time. */
    public static RunnerOptions inThisJvm(int parallelism) {
        return new RunnerOptions(List.of(), parallelism);
    }

    /**
     * As these arguments of Beam say, for example {@code --runner=FlinkRunner}.
     *
     * @param parallelism of the work, unless the arguments name it
     * @throws IllegalArgumentException when Beam does not know such an option or runner
     */
    static RunnerOptions of(List<String> arguments, int parallelism) {
        return new RunnerOptions(arguments, parallelism);
    }

    private static List<String> onFlink(List<String> given, int parallelism) {
        return Stream.concat(
                        given.stream(),
                        Stream.concat(ON_FLINK.stream(), Stream.of("--parallelism=" + parallelism))
                                .filter(option -> given.stream().noneMatch(named -> named.startsWith(nameOf(option)))))
                .toList();
    }

    private static String nameOf(String option) {
        return option.substring(0, option.indexOf('=') + 1);
    }

    private PipelineOptions parsed() {
        return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
    }

    /** As Beam wants them, anew for each pipeline. */
    PipelineOptions forPipeline() {
        PipelineOptions options = parsed();
        if (inThisJvm) {
            DirectOptions direct = options.as(DirectOptions.class);
            direct.setBlockOnRun(false);
            // The checks cost 34 times what the work does; the tests run with them.
            direct.setEnforceEncodability(false);
            direct.setEnforceImmutability(false);
            // With more, the driver spins while one worker waits for the last of another.
            direct.setTargetParallelism(1);
        }
        return options;
    }

    /** Pipelines that run at the same time. A cluster shares one out by itself. */
    int pipelines() {
        return inThisJvm ? parallelism : 1;
    }

    /** Among so many is the work of a pipeline worth sharing out. */
    int workers() {
        return inThisJvm ? 1 : WORKERS_OF_A_CLUSTER;
    }

    /** What one pipeline is given at most. */
    Portion portion() {
        return new Portion(MOST_SEGMENTS, inThisJvm ? MOST_BYTES : Long.MAX_VALUE, pipelines());
    }

    /** Whether the steps run in this process. */
    boolean isInThisJvm() {
        return inThisJvm;
    }
}
