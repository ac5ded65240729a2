package com.holded.pipeline.ops.grizzly;

import org.glassfish.grizzly.Buffer;

/** Where in its requests a connection is: follows heads and bodies, one after the other. Not thread-safe. */
final class RequestScan {
    private enum Part {
        HEAD,
        LENGTH,
        CHUNKS
    }

    private static final byte PASSED_OVER = '_';

    private final HeadScan head;
    private final ChunkScan chunks = new ChunkScan();
    private Part part = Part.HEAD;
    private long left;

    RequestScan(int headBytes) {
        this.head = new HeadScan(headBytes);
    }

    boolean inHead() {
        return part == Part.HEAD && head.begun();
    }

    boolean inBody() {
        return part != Part.HEAD;
    }

    /**
     * Takes what has come; anything but MORE is a reason to refuse. Of the buffer nothing is changed but the name of an
     * Upgrade header, so that the parser passes over it, as a server may: there is no other protocol here, and the
     * parser would take no body of a request that asks for one, as those of Java's own client do.
     */
    Reading take(Buffer bytes) {
        Reading reading = Reading.MORE;
        int at = bytes.position();
        while (at < bytes.limit() && reading == Reading.MORE) {
            long pass = Math.min(part == Part.LENGTH ? left : chunks.data(), (long) bytes.limit() - at);
            if (pass > 0) {
                pass(pass);
                at += (int) pass;
            } else {
                reading = take(bytes.get(at) & 0xFF);
                if (part == Part.HEAD && head.atUpgrade()) {
                    bytes.put(at, PASSED_OVER);
                }
                at++;
            }
        }
        return reading;
    }

    private void pass(long bytes) {
        if (part == Part.CHUNKS) {
            chunks.skip(bytes);
            return;
        }
        left -= bytes;
        if (left == 0) {
            beginHead();
        }
    }

    private Reading take(int next) {
        Reading reading = part == Part.HEAD ? head.take(next) : chunks.take(next);
        if (reading != Reading.DONE) {
            return reading;
        }
        if (part == Part.HEAD && head.chunked()) {
            part = Part.CHUNKS;
            chunks.restart();
        } else if (part == Part.HEAD && head.length() > 0) {
            part = Part.LENGTH;
            left = head.length();
        } else {
            beginHead();
        }
        return Reading.MORE;
    }

    private void beginHead() {
        part = Part.HEAD;
        head.restart();
        chunks.restart();
    }
}
