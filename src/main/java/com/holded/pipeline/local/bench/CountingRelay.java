package com.holded.pipeline.local.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stands between a client and an S3 server, hands every byte on as it is, and counts the requests: what really goes over
 * the wire, whatever the client's library makes of a call. A request is counted before the server sees it.
 */
final class CountingRelay implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_HEAD_BYTES = 1 << 16;

    private final URI server;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<StorageRequest, LongAdder> counts = new ConcurrentHashMap<>();
    private final Set<Socket> sockets = Collections.newSetFromMap(new ConcurrentHashMap<>());

    /** Relays to this server, from a free port on loopback. */
    CountingRelay(URI server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Requests up to now, of every kind. */
    Map<StorageRequest, Long> counts() {
        Map<StorageRequest, Long> now = new EnumMap<>(StorageRequest.class);
        for (StorageRequest kind : StorageRequest.values()) {
            now.put(kind, count(kind).sum());
        }
        return now;
    }

    private LongAdder count(StorageRequest kind) {
        return counts.computeIfAbsent(kind, first -> new LongAdder());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                threads.execute(() -> relay(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void relay(Socket client) {
        try (client;
                Socket upstream = new Socket(server.getHost(), server.getPort())) {
            sockets.add(upstream);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            threads.execute(() -> answers(upstream, client));
            requests(new BufferedInputStream(client.getInputStream(), BUFFER_BYTES), upstream.getOutputStream());
            sockets.remove(upstream);
        } catch (IOException ended) {
            // One side has gone; the other is told by its closed socket.
        }
        sockets.remove(client);
    }

    private static void answers(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // As above.
        }
    }

    private void requests(InputStream in, OutputStream out) throws IOException {
        for (byte[] head = head(in); head.length > 0; head = head(in)) {
            String text = new String(head, StandardCharsets.ISO_8859_1);
            count(StorageRequest.of(text.substring(0, text.indexOf('\r')))).increment();
            out.write(head);
            copy(in, out, bodyBytes(text));
        }
    }

    /** Bytes up to the empty line and with it; none when the client has closed. */
    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(1 << 10);
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0 && head.size() == 0) {
                return new byte[0];
            }
            if (next < 0 || head.size() > MOST_HEAD_BYTES) {
                throw new EOFException("no whole head");
            }
            head.write(next);
            boolean expected = next == (matched % 2 == 0 ? '\r' : '\n');
            matched = expected ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toByteArray();
    }

    private static long bodyBytes(String head) throws IOException {
        long bytes = 0;
        for (String line : head.split("\r\n", -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("transfer-encoding:")) {
                throw new IOException("the S3 client announces the length of each body");
            }
            if (lower.startsWith("content-length:")) {
                bytes = Long.parseLong(
                        lower.substring("content-length:".length()).strip());
            }
        }
        return bytes;
    }

    private static void copy(InputStream in, OutputStream out, long bytes) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (long left = bytes; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("no whole body");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
