package com.holded.pipeline.reports;

import com.holded.pipeline.event.Sha256;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what is written and takes its digest. Written by one thread; its size may be asked, and further writing refused,
 * by others.
 */
final class MeasuredStream extends FilterOutputStream {
    private final MessageDigest digest;
    private final AtomicLong sizeBytes = new AtomicLong();
    private volatile boolean refused;

    MeasuredStream(OutputStream target) {
        this(target, Sha256.digest());
    }

    private MeasuredStream(OutputStream target, MessageDigest digest) {
        super(new BufferedOutputStream(new DigestOutputStream(target, digest)));
        this.digest = digest;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (refused) {
            throw new IOException("nobody wants the report any more");
        }
        out.write(bytes, offset, length);
        sizeBytes.addAndGet(length);
    }

    /** Every further write fails. */
    void refuse() {
        refused = true;
    }

    long sizeBytes() {
        return sizeBytes.get();
    }

    /** Hex SHA-256 of what was written; to be asked once, after the stream is closed. */
    String sha256() {
        return Sha256.hex(digest.digest());
    }
}
