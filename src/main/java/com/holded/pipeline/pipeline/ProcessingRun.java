package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.ledger.Segments;
import java.time.Duration;
import java.util.List;

/**
 * The work of one run of the job {@value #JOB}, whoever carries it out: the server's batch job, or a JVM of its own. It
 * runs the Beam pipeline over the segments that wait, a batch at a time, until none is left or the run is to stop. The
 * batch bounds what one pipeline holds; a stop takes effect between two batches or, within one, through the pipeline's
 * own cancellation. Thread-safe.
 */
public final class ProcessingRun {
    /** Name of the job in the run table. */
    public static final String JOB = "process-events";

    private final Runs runs;
    private final Discovery discovery;
    private final Segments segments;
    private final ProcessSegments pipeline;
    private final Duration lease;

    /** With these parts; the lease is that of the run table. */
    public ProcessingRun(Runs runs, Discovery discovery, Segments segments, ProcessSegments pipeline, Duration lease) {
        this.runs = runs;
        this.discovery = discovery;
        this.segments = segments;
        this.pipeline = pipeline;
        this.lease = lease;
    }

    /** How a run came to its end. */
    public enum End {
        /** Nothing is left that waits. */
        COMPLETED,
        /** It was asked to stop, or taken for dead. */
        STOPPED
    }

    /**
     * Registers what collection has stored since the last time, and returns how many segments that is.
     *
     * @throws com.holded.pipeline.storage.StorageException when object storage cannot be listed
     */
    public int discover() {
        return discovery.run();
    }

    /**
     * Loads all that waits, under the id of a run that was started, and shows meanwhile that the run is alive.
     *
     * @throws SchemasOutOfReach when the registry could not be asked; the segments wait for the next run
     * @throws RuntimeException what else a step threw; what was loaded by then stays loaded
     */
    public End load(long runId) {
        try (Heartbeat heartbeat = new Heartbeat(runs, runId, lease)) {
            return load(runId, heartbeat);
        }
    }

    /** Both of it, the discovery too under the heartbeat. */
    End discoverAndLoad(long runId) {
        try (Heartbeat heartbeat = new Heartbeat(runs, runId, lease)) {
            discover();
            return load(runId, heartbeat);
        }
    }

    private End load(long runId, Heartbeat heartbeat) {
        while (heartbeat.goesOn()) {
            List<SegmentTask> tasks = segments.take(runId, pipeline.mostSegments(), pipeline.mostBytes());
            if (tasks.isEmpty()) {
                return End.COMPLETED;
            }
            ProcessSegments.Execution execution = pipeline.start(tasks);
            heartbeat.onStop(execution::cancel);
            execution.await();
        }
        return End.STOPPED;
    }
}
