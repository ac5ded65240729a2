package com.holded.pipeline.ops.grizzly;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.glassfish.grizzly.Buffer;

/**
 * What has come of a body that is not whole. All connections together have so much room for them. Written by the thread
 * that reads from the connection; thread-safe, since a connection may be closed meanwhile.
 */
final class Pieces {
    private final Room room;
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private boolean any;

    Pieces(Room room) {
        this.room = room;
    }

    /** Bytes that all pieces of all connections may take. */
    static final class Room {
        private final long most;
        private final AtomicLong used = new AtomicLong();

        Room(long most) {
            this.most = most;
        }

        private boolean reserve(int more) {
            if (used.addAndGet(more) <= most) {
                return true;
            }
            used.addAndGet(-more);
            return false;
        }

        /** Bytes that they take now. */
        long used() {
            return used.get();
        }
    }

    /** Adds a copy of a piece, which may be empty; false when there is no room. */
    synchronized boolean add(Buffer piece) {
        int size = piece.remaining();
        if (!room.reserve(size)) {
            return false;
        }
        any = true;
        byte[] copy = new byte[size];
        piece.get(copy);
        bytes.write(copy, 0, size);
        piece.tryDispose();
        return true;
    }

    /** Whether a body has begun to come in pieces. */
    synchronized boolean any() {
        return any;
    }

    synchronized int size() {
        return bytes.size();
    }

    /** All pieces as one; there are none afterwards. */
    synchronized byte[] take() {
        byte[] whole = bytes.toByteArray();
        room.used.addAndGet(-whole.length);
        bytes = new ByteArrayOutputStream(0);
        any = false;
        return whole;
    }
}
