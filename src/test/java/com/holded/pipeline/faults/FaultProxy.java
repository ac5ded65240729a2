package com.holded.pipeline.faults;

import com.holded.pipeline.local.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between the product and a server, and breaks what passes. Everything passes until a {@link Fault} is set, which
 * then holds for connections that are open too. Towards the server of an HTTP proxy a piece is a whole request; all other
 * pieces are what came at once.
 */
final class FaultProxy implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 16;

    private final int target;
    private final boolean http;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.NONE;
    private volatile Fault.Gate silence = new Fault.Gate();
    private final int port = Ports.free();
    private volatile Listener listener;

    private FaultProxy(int target, boolean http) {
        this.target = target;
        this.http = http;
        this.listener = listen();
    }

    /** Before a server on loopback, of any protocol. */
    static FaultProxy tcp(int target) {
        return new FaultProxy(target, false);
    }

    /** Before an HTTP/1.1 server on loopback whose clients send requests with a Content-Length, or no body. */
    static FaultProxy http(int target) {
        return new FaultProxy(target, true);
    }

    /** Port on loopback, for as long as the proxy lives. */
    int port() {
        return port;
    }

    /** From now on, breaks what passes so. */
    void breakWith(Fault next) {
        fault = next;
    }

    /** Nothing passes until it is healed, and nothing is lost: what a network does that is down for a while. */
    void silence() {
        silence = new Fault.Gate();
        fault = Fault.hold(silence);
    }

    /** From now on, everything passes, and something listens. */
    void heal() {
        fault = Fault.NONE;
        silence.open();
        if (listener.socket().isClosed()) {
            listener = listen();
        }
    }

    /** Nothing listens any more, and what was open is reset: what a killed server looks like. */
    void refuse() {
        close();
    }

    /** Resets every open connection. */
    void resetAll() {
        links.forEach(Link::reset);
    }

    @Override
    public void close() {
        listener.close();
        resetAll();
    }

    private record Listener(ServerSocket socket, Thread thread) implements AutoCloseable {
        /** Returns when nothing listens: until then, the thread that accepts keeps the socket from being closed. */
        @Override
        public void close() {
            try {
                socket.close();
                thread.join();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Listener listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
            return new Listener(socket, thread("fault-proxy", () -> accept(socket)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                connect(client);
            } catch (IOException closed) {
                // Told by the condition, unless the server behind is away: then the client was reset.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        } catch (IOException away) {
            client.setSoLinger(true, 0);
            client.close();
            throw away;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Link link = new Link(client, server);
        links.add(link);
        thread("fault-proxy-up", () -> relay(link, Fault.Direction.TO_SERVER));
        thread("fault-proxy-down", () -> relay(link, Fault.Direction.TO_CLIENT));
    }

    private void relay(Link link, Fault.Direction direction) {
        boolean requests = http && direction == Fault.Direction.TO_SERVER;
        try {
            InputStream from = link.from(direction);
            byte[] bytes = requests ? HttpRequests.read(from) : read(from);
            while (bytes.length > 0) {
                if (requests) {
                    link.asked(HttpRequests.line(bytes));
                }
                fault.handle(link.piece(direction, bytes), link);
                bytes = requests ? HttpRequests.read(from) : read(from);
            }
            link.end(direction);
        } catch (IOException cut) {
            link.reset();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            if (link.isClosed()) {
                links.remove(link);
            }
        }
    }

    private static byte[] read(InputStream from) throws IOException {
        byte[] buffer = new byte[PIECE_BYTES];
        int length = from.read(buffer);
        return length < 0 ? new byte[0] : Arrays.copyOf(buffer, length);
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
