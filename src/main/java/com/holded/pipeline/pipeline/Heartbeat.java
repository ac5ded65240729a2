package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.Runs;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows that a run is alive, writes its progress, and learns whether it is to stop: because someone asked for it, on
 * whatever replica, or because it was taken for dead. Whoever ends the run writes the progress a last time.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int BEATS_PER_LEASE = 4;

    private final long runId;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "run-heartbeat");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> beats;
    private volatile boolean goesOn = true;
    private volatile BooleanSupplier sign;
    private volatile Runnable stopAction = () -> {};

    /** Begins to show that the run is alive, at a small part of the lease. */
    public Heartbeat(Runs runs, long runId, Duration lease) {
        this(runId, () -> runs.heartbeat(runId), lease);
    }

    /** The same, by this sign of life. */
    Heartbeat(long runId, BooleanSupplier sign, Duration lease) {
        this.runId = runId;
        this.sign = sign;
        long pause = Math.min(LONGEST_PAUSE.toMillis(), Math.max(1, lease.toMillis() / BEATS_PER_LEASE));
        this.beats = timer.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Whether the run is to go on. */
    public boolean goesOn() {
        return goesOn;
    }

    /** What to do as soon as the run is to stop; done at once if it is to stop already. */
    public void onStop(Runnable action) {
        stopAction = action;
        if (!goesOn) {
            action.run();
        }
    }

    /**
     * How to show it from now on.
     *
     * @param anew gives the sign of life, and says whether the run is to go on
     */
    void showBy(BooleanSupplier anew) {
        sign = anew;
    }

    private void beat() {
        try {
            if (!sign.getAsBoolean()) {
                goesOn = false;
                stopAction.run();
            }
        } catch (RuntimeException e) {
            // The next beat tries again; an exception would end them for good, and a run that lives would be abandoned.
            // The database may be back before the lease ends; until then the fence keeps what we load correct.
            LOG.warn("run {} cannot show that it is alive", runId, e);
        }
    }

    @Override
    public void close() {
        beats.cancel(false);
        timer.shutdown();
    }
}
