package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.ledger.DiscoveryProgress;
import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.platform.Causes;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.ObjectStore;
import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processing without a server: one run of the job in the JVM that asks for it. The run table is the same, so a run here
 * and a run of a service never work at the same time. Thread-safe.
 */
public final class PlainProcessing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlainProcessing.class);
    /** Of a run that no Jakarta Batch execution stands for. */
    private static final long NO_BATCH_EXECUTION = 0;
    /** Runs of other jobs may be newer than the one that is alive. */
    private static final int MOST_LOOKED_AT = 20;

    private final Settings.Registry registry;
    private final HikariDataSource dataSource;
    private final ObjectStore store;
    private final Runs runs;
    private final ProcessingRun processing;
    private boolean stopped;
    private Optional<Long> current = Optional.empty();

    private PlainProcessing(Settings settings, ProcessSegments pipeline) {
        this.registry = settings.registry();
        this.dataSource = Database.open(settings.database());
        this.store = ObjectStore.connect(settings.storage());
        this.runs = new Runs(dataSource, settings.jobs().lease());
        Segments segments = new Segments(dataSource);
        this.processing = new ProcessingRun(
                runs,
                new Discovery(store, segments, new DiscoveryProgress(dataSource)),
                segments,
                pipeline,
                settings.jobs().lease());
    }

    /**
     * Makes the parts; reaches none of them.
     *
     * @param beamOptions as Beam reads them, {@code --runner=…} first of all; none = in this JVM
     * @throws IllegalArgumentException when Beam does not know such an option or runner
     */
    public static PlainProcessing open(Settings settings, List<String> beamOptions) {
        return new PlainProcessing(
                settings,
                new ProcessSegments(
                        Deployment.of(settings),
                        RunnerOptions.of(beamOptions, settings.jobs().parallelism())));
    }

    /**
     * Runs the job to its end and tells what came of it, which may be a failure; empty when it was stopped before it
     * began or when another run is alive ({@link #alive()}). The tables and the bucket are made if they are missing.
     *
     * @throws RuntimeException when a part cannot be reached before the run has begun
     */
    public Optional<Run> run(String startedBy) {
        Database.migrate(dataSource);
        store.ensureBucket();
        Restoration.run(registry, dataSource, store);
        Optional<Long> started = begin(startedBy);
        started.ifPresent(this::toItsEnd);
        return started.flatMap(runs::find);
    }

    private synchronized Optional<Long> begin(String startedBy) {
        current = stopped
                ? Optional.empty()
                : runs.start(ProcessingRun.JOB, startedBy).map(Run::id);
        return current;
    }

    private void toItsEnd(long runId) {
        try {
            runs.started(runId, NO_BATCH_EXECUTION);
            processing.discoverAndLoad(runId);
            runs.endWell(runId);
        } catch (RuntimeException failure) {
            LOG.error("run {} failed", runId, failure);
            runs.end(
                    runId,
                    RunStatus.FAILED,
                    failure instanceof SchemasOutOfReach
                            ? String.valueOf(failure.getMessage())
                            : Causes.rootOf(failure));
        } finally {
            ended();
        }
    }

    private synchronized void ended() {
        current = Optional.empty();
        notifyAll();
    }

    /** The run of this job that is alive, here or elsewhere. */
    public Optional<Run> alive() {
        return runs.latest(MOST_LOOKED_AT).stream()
                .filter(run ->
                        run.job().equals(ProcessingRun.JOB) && run.status().alive())
                .findFirst();
    }

    /** Asks the run to stop, and returns when it has; what it loads at that moment it commits or undoes whole. */
    public synchronized void stop() throws InterruptedException {
        stopped = true;
        current.ifPresent(runs::stopping);
        while (current.isPresent()) {
            wait();
        }
    }

    @Override
    public void close() {
        store.close();
        dataSource.close();
    }
}
