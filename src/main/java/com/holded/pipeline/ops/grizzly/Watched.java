package com.holded.pipeline.ops.grizzly;

import org.glassfish.grizzly.Connection;

/**
 * What is known of an open connection. One thread at a time reads from a connection; the clock only looks at the times,
 * which are {@link System#nanoTime} or {@link #NEVER}.
 */
final class Watched {
    static final long NEVER = Long.MIN_VALUE;

    final Connection<?> connection;
    final HeaderScan scan;
    /** Whether the headers of a request are there, and its answer is not yet. */
    boolean busy;
    /** Whether a refusal is on its way; whatever comes now is not read. */
    volatile boolean refused;

    private volatile long closeAt = NEVER;

    Watched(Connection<?> connection, int headerBytes) {
        this.connection = connection;
        this.scan = new HeaderScan(headerBytes);
    }

    void closeIn(long nanos) {
        closeAt = System.nanoTime() + nanos;
    }

    void keep() {
        closeAt = NEVER;
    }

    void closeIfDue(long now) {
        long due = closeAt;
        if (due != NEVER && now - due >= 0) {
            connection.terminateSilently();
        }
    }
}
