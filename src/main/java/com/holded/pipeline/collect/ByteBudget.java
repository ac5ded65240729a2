package com.holded.pipeline.collect;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that may be in memory at one time: bodies that are being read, and lines that wait for storage. Who finds no
 * room is refused at once; nobody queues. The last eighth is for small requests alone, so that a few callers with huge
 * bodies do not shut all others out. Thread-safe.
 */
final class ByteBudget {
    /** A request of this size is small. */
    static final long SMALL_BYTES = 64 * 1024;

    private static final int PARTS = 8;

    private final long most;
    private final AtomicLong used = new AtomicLong();

    ByteBudget(long most) {
        this.most = most;
    }

    /**
     * Takes room that {@link #release} gives back.
     *
     * @param bytes more than it has
     * @param all that its request has with them
     * @throws ProblemException {@link ErrorCode#OVERLOADED} when there is none
     */
    void reserve(long bytes, long all) {
        long room = all <= SMALL_BYTES ? most : most - most / PARTS;
        if (used.addAndGet(bytes) > room) {
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
