package com.holded.pipeline.local.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Very many clients, each on a kept connection of its own, each with its next request as soon as the last is answered.
 * One thread waits for all of them: as many threads as clients would take the cores from what is measured.
 */
final class ClientSwarm {
    private static final int BUFFER_BYTES = 1 << 16;

    private final InetSocketAddress server;
    private final List<ByteBuffer> requests;
    private final int packageSize;

    /** Clients that post these bodies to this address, in turn. */
    ClientSwarm(URI address, List<byte[]> bodies, int packageSize) {
        this.server = new InetSocketAddress(address.getHost(), address.getPort());
        this.requests = bodies.stream().map(body -> request(address, body)).toList();
        this.packageSize = packageSize;
    }

    private static ByteBuffer request(URI address, byte[] body) {
        byte[] head = ("POST " + address.getPath() + " HTTP/1.1\r\nHost: " + address.getAuthority()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .flip()
                .asReadOnlyBuffer();
    }

    /**
     * Sends so many requests over so many connections.
     *
     * @throws IOException when one is not answered with 200: a figure with failures in it means nothing
     */
    Figures run(String name, int connections, int total) throws IOException {
        try (Selector selector = Selector.open()) {
            Run run = new Run(selector, total);
            try {
                for (int number = 0; number < connections; number++) {
                    run.clients.add(new Client(run));
                }
                long begun = System.nanoTime();
                run.toTheEnd();
                return Figures.of(
                        name,
                        packageSize,
                        connections,
                        Arrays.stream(run.latencies),
                        Duration.ofNanos(System.nanoTime() - begun));
            } finally {
                for (Client client : run.clients) {
                    client.channel.close();
                }
            }
        }
    }

    private static final class Run {
        private final Selector selector;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        private final List<Client> clients = new ArrayList<>();
        private final long[] latencies;
        private int sent;
        private int answered;

        Run(Selector selector, int total) {
            this.selector = selector;
            this.latencies = new long[total];
        }

        void toTheEnd() throws IOException {
            for (Client client : clients) {
                client.sendNext(System.nanoTime());
            }
            while (answered < latencies.length) {
                selector.select();
                for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    ((Client) key.attachment()).goOn();
                }
            }
        }
    }

    private final class Client {
        private final Run run;
        private final AnswerReader answers = new AnswerReader();
        private SocketChannel channel;
        private SelectionKey key;
        private ByteBuffer request = ByteBuffer.allocate(0);
        private long begun;

        Client(Run run) throws IOException {
            this.run = run;
            this.channel = connect();
            this.key = register();
        }

        private SocketChannel connect() throws IOException {
            SocketChannel opened = SocketChannel.open(server);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.configureBlocking(false);
            return opened;
        }

        private SelectionKey register() throws IOException {
            return channel.register(run.selector, SelectionKey.OP_READ, this);
        }

        /** The latency counts from this instant. */
        void sendNext(long now) throws IOException {
            if (run.sent == run.latencies.length) {
                return;
            }
            begun = now;
            request = requests.get(run.sent++ % requests.size()).duplicate();
            write();
        }

        private void write() throws IOException {
            channel.write(request);
            key.interestOps(
                    request.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }

        void goOn() throws IOException {
            if (request.hasRemaining()) {
                write();
            }
            run.buffer.clear();
            if (channel.read(run.buffer) < 0) {
                throw new EOFException("the service closed a connection without a word");
            }
            run.buffer.flip();
            if (!answers.feed(run.buffer)) {
                return;
            }
            if (answers.status() != 200) {
                throw new IOException("answered " + answers.status());
            }
            long now = System.nanoTime();
            run.latencies[run.answered++] = now - begun;
            if (answers.closes()) {
                // Servers close a kept connection after some hundred requests, and say so.
                channel.close();
                channel = connect();
                key = register();
            }
            sendNext(now);
        }
    }
}
