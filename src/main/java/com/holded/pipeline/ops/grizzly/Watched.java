package com.holded.pipeline.ops.grizzly;

import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpRequestPacket;
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

    void closeIn(long nanos) {
        closeAt = System.nanoTime() + nanos;
    }

    void keep() {
        closeAt = NEVER;
    }

    void closeIfDue(long now) {
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
}
