package com.holded.pipeline.reports;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.util.concurrent.Semaphore;

/** How many reports are made at the same time; shared by all threads. One too many is turned away at once. */
final class Slots {
    private final Semaphore free;

    Slots(int parallelism) {
        this.free = new Semaphore(parallelism);
    }

    /** Work that may fail to read or write. */
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * Does the work in a slot of its own.
     *
     * @throws ProblemException {@link ErrorCode#OVERLOADED} when none is free
     */
    <T, E extends Exception> T in(Work<T, E> work) throws E {
        if (!free.tryAcquire()) {
            throw new ProblemException(
                    ErrorCode.OVERLOADED,
                    "As many reports as this replica makes at the same time are being made; try again in a moment");
        }
        try {
            return work.run();
        } finally {
            free.release();
        }
    }
}
