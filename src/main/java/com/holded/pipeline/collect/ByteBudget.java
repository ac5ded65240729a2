package com.holded.pipeline.collect;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that may be in memory at one time: bodies that are being read, and lines that wait for storage. Who finds no
 * room is refused at once; nobody queues. Thread-safe.
 */
final class ByteBudget {
    private final long most;
    private final AtomicLong used = new AtomicLong();

    ByteBudget(long most) {
        this.most = most;
    }

    /**
     * Takes room that {@link #release} gives back.
     *
     * @throws ProblemException {@link ErrorCode#OVERLOADED} when there is none
     */
    void reserve(long bytes) {
        if (used.addAndGet(bytes) > most) {
            used.addAndGet(-bytes);
            throw new ProblemException(
                    ErrorCode.OVERLOADED, "too many bytes are waiting for storage; send the same request again later");
        }
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Bytes in memory now. */
    long used() {
        return used.get();
    }
}
