package com.holded.pipeline.collect;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/** A body in memory. Its room in the budget is given back when it is closed. Not thread-safe. */
final class Body implements AutoCloseable {
    private static final int FIRST_BYTES = 16 * 1024;

    private final ByteBudget budget;
    private byte[] bytes = new byte[0];
    private int length;
    private long reserved;

    private Body(ByteBudget budget) {
        this.budget = budget;
    }

    /**
     * Reads a body.
     *
     * @param expected its announced length; negative = unknown
     * @param most longest body that is taken
     * @throws ProblemException 413 when it is longer (if it is announced, before anything is read), 400 when it ends
     *     early, 503 when there is no room
     */
    static Body read(InputStream in, long expected, int most, ByteBudget budget) {
        if (expected > most) {
            throw tooLarge(most);
        }
        Body body = new Body(budget);
        boolean whole = false;
        try {
            body.grow(expected < 0 ? Math.min(FIRST_BYTES, most) : (int) expected);
            body.fill(in, most);
            whole = true;
            return body;
        } catch (EOFException cut) {
            throw new ProblemException(ErrorCode.BAD_ENCODING, "the body ends early");
        } catch (IOException broken) {
            throw new ProblemException(ErrorCode.BAD_ENCODING, "the body cannot be read to its end");
        } finally {
            if (!whole) {
                body.close();
            }
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    @Override
    public void close() {
        budget.release(reserved);
        reserved = 0;
    }

    private void fill(InputStream in, int most) throws IOException {
        while (true) {
            if (length == bytes.length) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                if (length == most) {
                    throw tooLarge(most);
                }
                grow((int) Math.min(most, Math.max(FIRST_BYTES, 2L * length)));
                bytes[length++] = (byte) next;
            }
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return;
            }
            length += read;
        }
    }

    private void grow(int size) {
        budget.reserve(size - reserved, size);
        reserved = size;
        bytes = Arrays.copyOf(bytes, size);
    }

    static ProblemException tooLarge(long most) {
        return new ProblemException(
                ErrorCode.BODY_TOO_LARGE,
                "the body has more than " + most + " bytes",
                Map.of("limit", String.valueOf(most)));
    }
}
