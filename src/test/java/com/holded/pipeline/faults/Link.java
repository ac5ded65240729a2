package com.holded.pipeline.faults;

import com.holded.pipeline.faults.Fault.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** One connection through a {@link FaultProxy}, and what a fault may do to it. Thread-safe. */
final class Link {
    private final Socket client;
    private final Socket server;
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();
    private volatile String request = "";

    Link(Socket client, Socket server) {
        this.client = client;
        this.server = server;
    }

    /** Method and path of the request that is under way, where the proxy reads HTTP; empty otherwise. */
    String request() {
        return request;
    }

    /** Lets bytes through. */
    void pass(Direction direction, byte[] bytes, int offset, int length) throws IOException {
        Socket to = direction == Direction.TO_SERVER ? server : client;
        to.getOutputStream().write(bytes, offset, length);
        to.getOutputStream().flush();
    }

    /** Both sides see a reset. */
    void reset() {
        reset(client);
        reset(server);
    }

    /** This direction ends, the other goes on. */
    void end(Direction direction) throws IOException {
        Socket to = direction == Direction.TO_SERVER ? server : client;
        if (!to.isClosed() && !to.isOutputShutdown()) {
            to.shutdownOutput();
        }
    }

    boolean isClosed() {
        return client.isClosed() || server.isClosed() || (client.isOutputShutdown() && server.isOutputShutdown());
    }

    InputStream from(Direction direction) throws IOException {
        return direction == Direction.TO_SERVER ? client.getInputStream() : server.getInputStream();
    }

    /** Another request begins: the places in its answer count from 0. */
    void asked(String line) {
        request = line;
        down.set(0);
    }

    Fault.Piece piece(Direction direction, byte[] bytes) {
        AtomicLong seen = direction == Direction.TO_SERVER ? up : down;
        return new Fault.Piece(direction, bytes, seen.getAndAdd(bytes.length));
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // It is what was wanted.
        }
    }
}
