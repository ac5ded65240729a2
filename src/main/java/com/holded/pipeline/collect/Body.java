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
    private final long expected;
    private final int most;
    private byte[] bytes = new byte[0];
    private int length;
    private long reserved;

    private Body(long expected, int most, ByteBudget budget) {
        this.expected = expected;
        this.most = most;
        this.budget = budget;
    }

    /**
     * Reads a body that is there.
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
        Body body = new Body(expected, most, budget);
        boolean whole = false;
        try {
            body.grow(expected < 0 ? Math.min(FIRST_BYTES, most) : (int) expected);
            while (body.readOnce(in)) {
                // Until it ends.
            }
            whole = true;
            return body;
        } catch (EOFException cut) {
            throw cut();
        } catch (IOException broken) {
            throw unreadable();
        } finally {
            if (!whole) {
                body.close();
            }
        }
    }

    /** A body of which nothing is there yet; it takes room as it grows, whatever is announced. */
    static Body begin(long expected, int most, ByteBudget budget) {
        return new Body(expected, most, budget);
    }

    /**
     * Reads what is there, or waits for some of it when nothing is.
     *
     * @return false when the body has ended
     * @throws ProblemException 413 when it is too long, 503 when there is no room
     */
    boolean readOnce(InputStream in) throws IOException {
        if (length == bytes.length) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            if (length == most) {
                throw tooLarge(most);
            }
            grow((int) Math.min(longest(), Math.max(FIRST_BYTES, 2L * length)));
            bytes[length++] = (byte) next;
            return true;
        }
        int read = in.read(bytes, length, bytes.length - length);
        length += Math.max(0, read);
        return read >= 0;
    }

    private long longest() {
        return expected > length ? expected : most;
    }

    /** Whether less than the announced length is there. */
    boolean isCut() {
        return length < expected;
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

    private void grow(int size) {
        budget.reserve(size - reserved);
        reserved = size;
        bytes = Arrays.copyOf(bytes, size);
    }

    static ProblemException tooLarge(long most) {
        return new ProblemException(
                ErrorCode.BODY_TOO_LARGE,
                "the body has more than " + most + " bytes",
                Map.of("limit", String.valueOf(most)));
    }

    static ProblemException cut() {
        return new ProblemException(ErrorCode.BAD_ENCODING, "the body ends early");
    }

    static ProblemException unreadable() {
        return new ProblemException(ErrorCode.BAD_ENCODING, "the body cannot be read to its end");
    }
}
