package com.holded.pipeline.reports;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many reports are made at the same time; shared by all threads. A few more wait for their turn, first come, first
 * served, for a while; the rest is turned away at once.
 */
final class Slots {
    private final Semaphore free;
    private final Semaphore places;
    private final Duration patience;

    /**
     * Slots of their own.
     *
     * @param waiting most that wait at the same time
     * @param patience longest time that one waits
     */
    Slots(int parallelism, int waiting, Duration patience) {
        this.free = new Semaphore(parallelism, true);
        this.places = new Semaphore(parallelism + waiting);
        this.patience = patience;
    }

    /** Work that may fail to read or write. */
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * Does the work in a slot of its own.
     *
     * @throws ProblemException {@link ErrorCode#OVERLOADED} when none becomes free in time
     */
    <T, E extends Exception> T in(Work<T, E> work) throws E {
        if (!places.tryAcquire()) {
            throw overloaded();
        }
        try {
            take();
            try {
                return work.run();
            } finally {
                free.release();
            }
        } finally {
            places.release();
        }
    }

    private void take() {
        try {
            if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw overloaded();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw overloaded();
        }
    }

    private static ProblemException overloaded() {
        return new ProblemException(
                ErrorCode.OVERLOADED,
                "As many reports as this replica makes at the same time are being made; try again in a moment");
    }
}
