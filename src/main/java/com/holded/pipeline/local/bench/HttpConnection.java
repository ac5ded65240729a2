package com.holded.pipeline.local.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept HTTP/1.1 connection that posts JSON. As plain as can be, since the generator shares the cores with what it
 * measures: a general client takes more of them than the service does.
 */
final class HttpConnection implements Load.Connection {
    private static final int BUFFER_BYTES = 1 << 16;

    private final URI address;
    private final String head;
    private Socket socket;
    private InputStream in;

    private HttpConnection(URI address) throws IOException {
        this.address = address;
        this.head = "POST " + address.getPath() + " HTTP/1.1\r\nHost: " + address.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
        this.socket = open();
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    }

    /** A target that posts to this address. */
    static Load.Target to(URI address) {
        return () -> new HttpConnection(address);
    }

    private Socket open() throws IOException {
        Socket opened = new Socket(address.getHost(), address.getPort());
        opened.setTcpNoDelay(true);
        return opened;
    }

    /** Servers close a kept connection after some hundred requests, and say so. */
    private void reopen() throws IOException {
        socket.close();
        socket = open();
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    }

    @Override
    public void request(byte[] body) throws IOException {
        byte[] start = (head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[start.length + body.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        socket.getOutputStream().write(request);
        String status = line();
        long length = -1;
        boolean closes = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).strip());
            }
            closes |= lower.equals("connection: close");
        }
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("answered " + status);
        }
        if (length >= 0) {
            in.skipNBytes(length);
        } else {
            skipChunks();
        }
        if (closes) {
            reopen();
        }
    }

    /** A body without a length comes in chunks. */
    private void skipChunks() throws IOException {
        for (long size = chunkSize(); size > 0; size = chunkSize()) {
            in.skipNBytes(size);
            line();
        }
        line();
    }

    private long chunkSize() throws IOException {
        return Long.parseLong(line().strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int character = in.read(); character != '\n'; character = in.read()) {
            if (character < 0) {
                throw new EOFException("the connection was closed");
            }
            if (character != '\r') {
                line.append((char) character);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
