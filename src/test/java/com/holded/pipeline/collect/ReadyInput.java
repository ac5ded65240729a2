package com.holded.pipeline.collect;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request as a container hands it out; all of it has arrived, and its listener is called at once. */
final class ReadyInput extends ServletInputStream {
    private final InputStream in;
    private boolean finished;

    ReadyInput(InputStream in) {
        this.in = in;
    }

    static ReadyInput of(byte[] body) {
        return new ReadyInput(new ByteArrayInputStream(body));
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        try {
            listener.onDataAvailable();
            listener.onAllDataRead();
        } catch (IOException broken) {
            listener.onError(broken);
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public int read() throws IOException {
        return end(in.read());
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return end(in.read(target, offset, length));
    }

    private int end(int read) {
        finished |= read < 0;
        return read;
    }
}
