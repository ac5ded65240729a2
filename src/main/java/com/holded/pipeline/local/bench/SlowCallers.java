package com.holded.pipeline.local.bench;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Connections on which a byte comes now and then: of a head that never ends, or of a body. Who is cut off connects again;
 * now and then one goes away in the middle of a request by itself.
 */
final class SlowCallers implements AutoCloseable {
    private static final int PAUSE_MILLIS = 500;
    private static final double GOES_AWAY = 0.02;

    private final URI address;
    private final Random random;
    private final List<Socket> sockets = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    SlowCallers(URI address, long seed) {
        this.address = address;
        this.random = new Random(seed);
    }

    /** So many of them; once. */
    void begin(int callers) throws IOException {
        for (int number = 0; number < callers; number++) {
            sockets.add(connect());
        }
        var unused = clock.scheduleWithFixedDelay(this::goOn, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(address.getHost(), address.getPort());
        String head = "POST " + address.getPath() + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\n";
        String body = random.nextBoolean() ? "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n[" : "";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void goOn() {
        for (int number = 0; number < sockets.size(); number++) {
            Socket socket = sockets.get(number);
            try {
                socket.getOutputStream().write(' ');
                if (socket.getInputStream().available() > 0 || random.nextDouble() < GOES_AWAY) {
                    again(number);
                }
            } catch (IOException cutOff) {
                again(number);
            }
        }
    }

    private void again(int number) {
        try {
            sockets.get(number).close();
            sockets.set(number, connect());
        } catch (IOException fullOrGone) {
            // The closed one stays, and the next round tries again.
        }
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
