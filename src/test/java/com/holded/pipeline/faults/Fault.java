package com.holded.pipeline.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

/** What becomes of the pieces that pass a {@link FaultProxy}. Used by many threads at once. */
@FunctionalInterface
interface Fault {
    /** Everything passes as it is. */
    Fault NONE = (piece, link) -> link.pass(piece.direction(), piece.bytes(), 0, piece.bytes().length);

    /** Passes the piece on, or does something else with it. */
    void handle(Piece piece, Link link) throws IOException, InterruptedException;

    /** Which way a piece goes. */
    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    /**
     * Bytes on their way.
     *
     * @param offset of their first one: in the answer under way when the proxy reads HTTP, else since the connection began
     */
    record Piece(Direction direction, byte[] bytes, long offset) {
        boolean contains(byte[] pattern) {
            return new String(bytes, StandardCharsets.ISO_8859_1)
                    .contains(new String(pattern, StandardCharsets.ISO_8859_1));
        }

        /** Whether a body, if there is one, is in pieces of its own. */
        boolean isMereHead() {
            return new String(bytes, StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n");
        }
    }

    /** Each piece comes late. */
    static Fault delay(Duration time) {
        return (piece, link) -> {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            NONE.handle(piece, link);
        };
    }

    /** Pieces pass in small parts, at this speed. */
    static Fault throttle(int bytesPerSecond) {
        return (piece, link) -> {
            int step = Math.max(1, bytesPerSecond / 20);
            for (int sent = 0; sent < piece.bytes().length; sent += step) {
                link.pass(piece.direction(), piece.bytes(), sent, Math.min(step, piece.bytes().length - sent));
                TimeUnit.MILLISECONDS.sleep(50);
            }
        };
    }

    /** Nothing passes, and nobody is told. */
    static Fault blackHole() {
        return (piece, link) -> {};
    }

    /** Both sides see a reset. */
    static Fault reset() {
        return (piece, link) -> link.reset();
    }

    /** The first bytes pass; then the connection is reset. */
    static Fault cutAfter(long bytes) {
        return (piece, link) -> {
            passUpTo(bytes, piece, link);
            if (piece.offset() + piece.bytes().length >= bytes) {
                link.reset();
            }
        };
    }

    /** The first bytes pass; then the stream ends in good order, as if it were whole. */
    static Fault halfCloseAfter(long bytes) {
        return (piece, link) -> {
            passUpTo(bytes, piece, link);
            if (piece.offset() + piece.bytes().length >= bytes) {
                link.end(piece.direction());
            }
        };
    }

    private static void passUpTo(long bytes, Piece piece, Link link) throws IOException {
        int length = (int) Math.min(piece.bytes().length, Math.max(0, bytes - piece.offset()));
        link.pass(piece.direction(), piece.bytes(), 0, length);
    }

    /** One bit of the last byte is turned, in pieces that are no mere head. */
    static Fault flipBit() {
        return (piece, link) -> {
            if (!piece.isMereHead()) {
                piece.bytes()[piece.bytes().length - 1] ^= 1;
            }
            NONE.handle(piece, link);
        };
    }

    /** The request does not reach the server; the client gets this answer. */
    static Fault answer(int status, String body) {
        byte[] answer = ("HTTP/1.1 " + status + " Told\r\nContent-Type: application/xml\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
        return (piece, link) -> link.pass(Direction.TO_CLIENT, answer, 0, answer.length);
    }

    /** Pieces wait until the gate opens. */
    static Fault hold(Gate gate) {
        return (piece, link) -> {
            gate.reached.countDown();
            gate.open.await();
            NONE.handle(piece, link);
        };
    }

    /** Where something is held up until a test lets it go on. */
    final class Gate {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        /** Waits until something stands before the gate. */
        void awaitReached(Duration limit) throws InterruptedException {
            if (!reached.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nothing came to the gate within " + limit);
            }
        }

        /** Lets everything through, from now on. */
        void open() {
            open.countDown();
        }
    }

    /** Only what goes to the server. */
    default Fault onTheWayUp() {
        return when((piece, link) -> piece.direction() == Direction.TO_SERVER);
    }

    /** Only what comes back. */
    default Fault onTheWayBack() {
        return when((piece, link) -> piece.direction() == Direction.TO_CLIENT);
    }

    /** Only requests whose method and path begin and go on so, and their answers. */
    default Fault of(String method, String pathPart) {
        return when((piece, link) ->
                link.request().startsWith(method + " ") && link.request().contains(pathPart));
    }

    /** Only such pieces; the others pass. */
    default Fault when(BiPredicate<Piece, Link> condition) {
        return (piece, link) -> (condition.test(piece, link) ? this : NONE).handle(piece, link);
    }

    /** Only some of the pieces, by chance. */
    default Fault sometimes(double probability, Random random) {
        return when((piece, link) -> {
            synchronized (random) {
                return random.nextDouble() < probability;
            }
        });
    }

    /** Only the first pieces. */
    default Fault times(int most) {
        AtomicInteger left = new AtomicInteger(most);
        return when((piece, link) -> left.getAndDecrement() > 0);
    }

    /** One piece of so many. */
    default Fault oncePer(int pieces) {
        AtomicInteger count = new AtomicInteger();
        return when((piece, link) -> count.incrementAndGet() % pieces == 0);
    }
}
