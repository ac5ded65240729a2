package com.holded.pipeline.ops.grizzly;

import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.nio.NIOConnection;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an open connection. One thread at a time reads from a connection; the clock only looks at the time,
 * which is a {@link System#nanoTime} or {@link #NEVER}.
 */
final class Watched {
    private static final long NEVER = Long.MIN_VALUE;

    final Connection<?> connection;
    final RequestScan scan;
    final Pieces pieces;
    final AnswerCount answers;
    /** The request that the server has parsed and not answered to the end. */
    volatile @Nullable HttpRequestPacket request;
    /** Whether a refusal is on its way; whatever comes now is not read. */
    volatile boolean refused;

    private volatile long closeAt = NEVER;
    private volatile long idleUntil = NEVER;

    // Of the clock alone.
    private long movedAt;
    private int pending;

    Watched(Connection<?> connection, int headBytes, Pieces.Room room, AnswerCount answers) {
        this.connection = connection;
        this.answers = answers;
        this.pieces = new Pieces(room);
        this.scan = new RequestScan(headBytes);
    }

    /** Whether a part of an answer may have been written already. */
    boolean answering() {
        HttpRequestPacket present = request;
        return present != null && present.getResponse().isCommitted();
    }

    /** Whether there is a request that is not answered to the end. */
    boolean isBusy() {
        return request != null && !refused;
    }

    /** An answer has ended: another request has so much time to begin. */
    void idleFor(long nanos) {
        idleUntil = System.nanoTime() + nanos;
    }

    /** Something has come. */
    void notIdle() {
        idleUntil = NEVER;
    }

    void closeIn(long nanos) {
        closeAt = System.nanoTime() + nanos;
    }

    void keep() {
        closeAt = NEVER;
    }

    void closeIfDue(long now) {
        long idle = idleUntil;
        if (idle != NEVER && now - idle >= 0 && request == null) {
            connection.terminateSilently();
            return;
        }
        long due = closeAt;
        if (due == NEVER || now - due < 0) {
            return;
        }
        if (pieces.any() && !refused) {
            Refusal.LATE_BODY.send(this);
        } else {
            connection.terminateSilently();
        }
    }

    /** Ends the connection when its caller has taken nothing of an answer for so long; a thread may wait for it. */
    void closeIfStuck(long now, long nanos) {
        int present = connection instanceof NIOConnection nio
                ? nio.getAsyncWriteQueue().spaceInBytes()
                : 0;
        if (present == 0 || pending == 0 || present < pending) {
            movedAt = now;
        } else if (now - movedAt >= nanos) {
            connection.terminateSilently();
        }
        pending = present;
    }
}
