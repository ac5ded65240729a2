package com.holded.pipeline.local.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One kept connection that takes any answer, and connects again when the server has closed. Not thread-safe. */
final class PlainCaller implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int PATIENCE_MILLIS = 60_000;

    private final URI address;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private Socket socket;
    private AnswerReader answers = new AnswerReader();

    PlainCaller(URI address) throws IOException {
        this.address = address;
        this.socket = open();
    }

    private Socket open() throws IOException {
        Socket opened = new Socket(address.getHost(), address.getPort());
        opened.setTcpNoDelay(true);
        opened.setSoTimeout(PATIENCE_MILLIS);
        return opened;
    }

    /** Posts, and returns the status of the answer. */
    int post(Nuisance.Post post) throws IOException {
        byte[] head = ("POST " + address.getPath() + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\n"
                        + post.headers() + "Content-Length: " + post.announced() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + post.body().length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(post.body(), 0, request, head.length, post.body().length);
        boolean kept = false;
        try {
            socket.getOutputStream().write(request);
            int status = answer();
            kept = !answers.closes() && post.announced() == post.body().length;
            return status;
        } finally {
            if (!kept) {
                socket.close();
                socket = open();
                answers = new AnswerReader();
            }
        }
    }

    private int answer() throws IOException {
        while (true) {
            int read = socket.getInputStream().read(buffer);
            if (read < 0) {
                throw new EOFException("the connection was closed without an answer");
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
            if (answers.feed(bytes)) {
                return answers.status();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
