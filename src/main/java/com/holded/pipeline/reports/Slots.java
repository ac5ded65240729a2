package com.holded.pipeline.reports;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many reports are made at the same time; shared by all threads. A report whose reader takes its time lends its slot to
 * others meanwhile. A few more wait for their turn, first come, first served, for a while; the rest is turned away at once.
 */
final class Slots {
    private final Semaphore free;
    private final Semaphore begun;
    private final Semaphore places;
    private final Duration patience;

    /**
     * Slots of their own.
     *
     * @param lent most slots that are lent at the same time: each stands for a report that is begun, and for what that holds
     * @param waiting most that wait at the same time to begin
     * @param patience longest time that one waits
     */
    Slots(int parallelism, int lent, int waiting, Duration patience) {
        this.free = new Semaphore(parallelism, true);
        this.begun = new Semaphore(parallelism + lent, true);
        this.places = new Semaphore(parallelism + lent + waiting);
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
            return holding(begun, () -> holding(free, work));
        } finally {
            places.release();
        }
    }

    private <T, E extends Exception> T holding(Semaphore slots, Work<T, E> work) throws E {
        take(slots);
        try {
            return work.run();
        } finally {
            slots.release();
        }
    }

    /** A stream to be written within {@link #in}: the slot is lent to others for as long as it takes what is written. */
    OutputStream lending(OutputStream reader) {
        return new FilterOutputStream(reader) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                lend(() -> out.write(bytes, offset, length));
            }

            @Override
            public void flush() throws IOException {
                lend(out::flush);
            }
        };
    }

    /** Work of a reader. */
    private interface Taking {
        void run() throws IOException;
    }

    private void lend(Taking reader) throws IOException {
        free.release();
        try {
            reader.run();
        } finally {
            free.acquireUninterruptibly();
        }
    }

    private void take(Semaphore slots) {
        try {
            if (!slots.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
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
