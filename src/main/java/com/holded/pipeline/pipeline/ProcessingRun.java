package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.DryRuns;
import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.RunParameters;
import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.ledger.Segments;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * The work of one run of the job {@value #JOB}, whoever carries it out: the server's batch job, or a JVM of its own. It
 * runs Beam pipelines over the segments that wait, a portion each, until none is left or the run is to stop. The portion
 * bounds what one pipeline holds; a stop takes effect between two pipelines or, within one, through its own cancellation.
 * Thread-safe.
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
        return discovery.look();
    }

    /** Begins to show that a run is alive; to be closed before the run ends. */
    public Heartbeat alive(long runId) {
        return new Heartbeat(runs, runId, lease);
    }

    /**
     * Loads what the run was asked for, or for a dry run finds out what would come of it.
     *
     * @param heartbeat which shows meanwhile that the run is alive, and tells when it is to stop
     * @throws SchemasOutOfReach when the registry could not be asked; the segments wait for the next run
     * @throws RuntimeException what else a step threw; what was loaded by then stays loaded
     */
    public End load(long runId, Heartbeat heartbeat) {
        Run run = runs.find(runId).orElseThrow();
        RunParameters asked = run.parameters();
        if (!run.status().alive() || run.status() == RunStatus.STOPPING) {
            return End.STOPPED;
        }
        Source source = new Source(run);
        heartbeat.showBy(source::showProgress);
        SortedMap<String, Long> millis = new Lanes(
                        heartbeat,
                        source,
                        tasks -> asked.dryRun() ? pipeline.tryOut(tasks, question(asked)) : pipeline.start(tasks))
                .run(pipeline.pipelines());
        source.showProgress();
        if (!millis.isEmpty()) {
            runs.steps(runId, millis);
        }
        return heartbeat.goesOn() ? End.COMPLETED : End.STOPPED;
    }

    /** What a run takes, oldest first; taken from by one caller at a time. */
    private final class Source implements Supplier<List<SegmentTask>> {
        private final long runId;
        private final RunParameters asked;
        private volatile Optional<SegmentId> last = Optional.empty();

        Source(Run run) {
            this.runId = run.id();
            this.asked = run.parameters();
        }

        @Override
        public List<SegmentTask> get() {
            List<SegmentTask> tasks = asked.dryRun()
                    ? segments.look(runId, asked, last, pipeline.portion())
                    : segments.take(runId, asked, pipeline.portion());
            if (!tasks.isEmpty()) {
                last = Optional.of(tasks.get(tasks.size() - 1).segment());
            }
            return tasks;
        }

        /** Writes what is done and what is left; false when the run is to stop. */
        boolean showProgress() {
            return runs.heartbeat(runId, asked, asked.dryRun() ? last : Optional.empty());
        }
    }

    /** Both of it under one heartbeat, and the sweep if one is due: nobody else may be there to do it. */
    End discoverAndLoad(long runId) {
        try (Heartbeat heartbeat = alive(runId)) {
            discover();
            discovery.tend(heartbeat::goesOn);
            return load(runId, heartbeat);
        }
    }

    private static DryRuns.Question question(RunParameters asked) {
        return new DryRuns.Question(asked.companyId(), asked.eventType());
    }
}
