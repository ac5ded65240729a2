package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.ledger.RebuildTables;
import com.holded.pipeline.ledger.RepeatedOutcomes;
import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.ledger.TableSwap;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Admission;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one run of the job {@value #JOB}: loads every raw segment into twins of the tables, in the order of their
 * ids, does again what was done with dead letters, and puts the twins in the place of the tables when they have caught up.
 * Meanwhile {@value ProcessingRun#JOB} goes on; for the last few seconds its place in the run table is taken, so that
 * nobody loads. Whatever dies at whatever instant, the tables are the old ones or the new ones; the next run goes on.
 * Thread-safe.
 */
public final class RebuildRun {
    /** Name of the job in the run table. */
    public static final String JOB = "rebuild-analytics";

    private static final Logger LOG = LoggerFactory.getLogger(RebuildRun.class);
    private static final int SEGMENTS_AT_A_TIME = 2_000;
    private static final Duration LOOK = Duration.ofMillis(300);

    /** Nothing new is counted while the swap is tried; after so long others may load again for a while. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(15);

    private static final Duration REST = Duration.ofSeconds(5);

    private final Deployment deployment;
    private final Settings settings;
    private final Discovery discovery;
    private final Runs runs;

    public RebuildRun(Settings settings, Discovery discovery, Runs runs) {
        this.deployment = Deployment.of(settings).into(RebuildTables.SCHEMA);
        this.settings = settings;
        this.discovery = discovery;
        this.runs = runs;
    }

    /**
     * Rebuilds, under the id of a run that was started.
     *
     * @param starting shows that the run is alive until its own heartbeat does, whose progress is that of the new tables
     * @throws SchemasOutOfReach when the registry could not be asked
     * @throws RuntimeException what else went wrong; the tables are as they were, and the next run goes on
     */
    public ProcessingRun.End run(long runId, Heartbeat starting) {
        Worker worker = Worker.of(deployment);
        Duration lease = settings.jobs().lease();
        try (HikariDataSource home = Database.openForLoads(settings.database());
                Heartbeat heartbeat = new Heartbeat(new Runs(worker.database(), lease), runId, lease);
                InOrder steps = new InOrder(deployment, settings.jobs().parallelism())) {
            starting.close();
            return new Attempt(runId, home, worker, heartbeat, steps).run();
        } finally {
            Worker.release(deployment);
        }
    }

    /** One run. */
    private final class Attempt {
        private final long runId;
        private final Worker worker;
        private final Heartbeat heartbeat;
        private final InOrder steps;
        private final RepeatReplays replays;
        private final RebuildTables tables;
        private final TableSwap swap;

        Attempt(long runId, DataSource home, Worker worker, Heartbeat heartbeat, InOrder steps) {
            this.tables = new RebuildTables(home);
            this.swap = new TableSwap(home);
            this.runId = runId;
            this.worker = worker;
            this.heartbeat = heartbeat;
            this.steps = steps;
            this.replays = new RepeatReplays(
                    new RepeatedOutcomes(worker.database()),
                    new SecondVerdict(new Admission(worker.contracts()), worker.enrichment(), settings.collect()));
        }

        ProcessingRun.End run() {
            swap.dropRetired();
            boolean resumed = tables.prepare(runId, worker.version().toString());
            LOG.info("run {} {} the rebuild with {}", runId, resumed ? "goes on with" : "begins", worker.version());
            if (!discovery.sweepAll(heartbeat::goesOn)) {
                return ProcessingRun.End.STOPPED;
            }
            catchUp();
            while (heartbeat.goesOn()) {
                tables.analyze();
                tables.keepFirstSight();
                if (swapAlone()) {
                    dropRetired();
                    return ProcessingRun.End.COMPLETED;
                }
                LOG.warn("run {}: the tables are in use all the time; others may load for a while", runId);
                pause(REST);
                catchUp();
            }
            return ProcessingRun.End.STOPPED;
        }

        /**
         * Loads and repeats what there is, in order, until nothing is left or it is to stop. Outcomes are repeated when no
         * segment is left that was known when they were recorded: so those are taken over before, once for each place.
         *
         * @throws ProblemException CONFLICT when a segment cannot be read whose events count today
         */
        private void catchUp() {
            Optional<String> known = Optional.empty();
            boolean more = true;
            while (more && heartbeat.goesOn()) {
                Optional<String> place = replays.nextPlace();
                List<SegmentTask> tasks = tables.take(runId, place.orElse(""), SEGMENTS_AT_A_TIME);
                if (!tasks.isEmpty()) {
                    steps.load(tasks, heartbeat::goesOn);
                } else if (place.isPresent() && place.equals(known)) {
                    replays.next(runId);
                } else {
                    known = place;
                    more = tables.copySegments() > 0 || place.isPresent();
                }
            }
            tables.requireReadable();
        }

        /** Swaps while nobody else may load; false when it was to stop, or the tables were in use for too long. */
        private boolean swapAlone() {
            List<Place> places = new ArrayList<>();
            try {
                // That of the loads last: it is had within a run of theirs, and then nothing new is counted.
                for (String job : List.of(ReplayDeadLetters.JOB, ProcessingRun.JOB)) {
                    Optional<Place> place = await(job);
                    if (place.isEmpty()) {
                        return false;
                    }
                    places.add(place.get());
                }
                List<Long> alive = new ArrayList<>(List.of(runId));
                places.forEach(place -> alive.add(place.run().id()));
                return swapWithin(alive);
            } finally {
                places.forEach(Place::close);
            }
        }

        private boolean swapWithin(List<Long> alive) {
            long end = System.nanoTime() + LONGEST_STANDSTILL.toNanos();
            catchUp();
            tables.keepFirstSight();
            String mark = swap.mark();
            while (heartbeat.goesOn() && System.nanoTime() < end) {
                switch (swap.attempt(mark, alive)) {
                    case SWAPPED -> {
                        LOG.info("run {} has put the rebuilt tables in place", runId);
                        return true;
                    }
                    case BEHIND -> {
                        catchUp();
                        mark = swap.mark();
                    }
                    case BUSY ->
                        pause(LOOK.multipliedBy(1 + ThreadLocalRandom.current().nextInt(5)));
                }
            }
            return false;
        }

        /** The place of a job in the run table, as soon as no run of it is alive; empty when this one is to stop. */
        private Optional<Place> await(String job) {
            while (heartbeat.goesOn()) {
                Optional<Run> run = runs.start(job, JOB);
                if (run.isPresent()) {
                    return Optional.of(new Place(
                            run.get(),
                            new Heartbeat(runs, run.get().id(), settings.jobs().lease())));
                }
                pause(LOOK);
            }
            return Optional.empty();
        }

        private void dropRetired() {
            try {
                swap.dropRetired();
            } catch (ProblemException inUse) {
                LOG.warn("run {}: the old tables stay until the next rebuild", runId, inUse);
            }
        }
    }

    /** A place in the run table that is taken so that nobody else has it. */
    private final class Place implements AutoCloseable {
        private final Run run;
        private final Heartbeat heartbeat;

        Place(Run run, Heartbeat heartbeat) {
            this.run = run;
            this.heartbeat = heartbeat;
        }

        Run run() {
            return run;
        }

        @Override
        public void close() {
            heartbeat.close();
            runs.endWell(run.id());
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ErrorCode.DATABASE_UNAVAILABLE, "interrupted while the tables were in use", stopped);
        }
    }
}
