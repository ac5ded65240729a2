package com.holded.pipeline.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** One connection on which a test sends what no HTTP client would. */
public final class RawHttp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int LEAST_BUFFER_BYTES = 2048;

    private final Socket socket;

    /** Connects to a service. */
    public RawHttp(URI service) {
        this(new Socket(), service);
    }

    private RawHttp(Socket unconnected, URI service) {
        socket = unconnected;
        try {
            socket.connect(new InetSocketAddress(service.getHost(), service.getPort()));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** A connection that takes little of an answer before somebody reads it. */
    public static RawHttp hardOfHearing(URI service) {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(LEAST_BUFFER_BYTES);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new RawHttp(socket, service);
    }

    /** An answer as it came; its body is that of its Content-Length. */
    public record Answer(int status, List<String> headers, String body) {
        /** The value of a header; empty when it is not there. */
        public String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(header -> header.substring(start.length()).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /** Sends bytes, each character of the text being one; a connection that is closed meanwhile is no error. */
    public RawHttp send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException closed) {
            // What the other side thinks of it is seen in its answer.
        }
        return this;
    }

    /** Waits for an answer. */
    public Answer answer() {
        try {
            InputStream in = socket.getInputStream();
            List<String> lines = head(in).lines().toList();
            int status = Integer.parseInt(lines.get(0).split(" ")[1]);
            Answer head = new Answer(status, lines.subList(1, lines.size()), "");
            String length = head.header("Content-Length");
            byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
            return new Answer(status, head.headers(), new String(body, StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Waits for the other side to close, and says whether it did so without another byte. */
    public boolean isClosed() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Ends the connection by a reset, as a process that dies does. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            // As wanted.
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int line = 0;
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("no answer, but: " + head);
            }
            head.write(next);
            if (next == '\n') {
                if (line == 0) {
                    return head.toString(StandardCharsets.ISO_8859_1);
                }
                line = 0;
            } else if (next != '\r') {
                line++;
            }
        }
    }
}
