package com.holded.pipeline.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.storage.LineWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A segment that is being filled. Places are given out under the lock of {@link GroupCommit}; the lines are then written
 * by the threads of their requests, side by side, and put together when the segment is closed.
 */
final class Segment {
    private final SegmentId id;
    private final long openedNanos;
    private final List<Place> places = new ArrayList<>();
    private int lines;
    private long bytes;
    private long appendedNanos;
    private int unwritten;

    Segment(SegmentId id, long openedNanos) {
        this.id = id;
        this.openedNanos = openedNanos;
        this.appendedNanos = openedNanos;
    }

    SegmentId id() {
        return id;
    }

    /** {@link System#nanoTime} of the opening. */
    long openedNanos() {
        return openedNanos;
    }

    /** {@link System#nanoTime} of the last package. */
    long appendedNanos() {
        return appendedNanos;
    }

    int lines() {
        return lines;
    }

    /** Bytes that were reserved for its lines. */
    long bytes() {
        return bytes;
    }

    /** Gives out the next lines. The package is written to them by {@link Place#write}, in any thread. */
    synchronized Place place(JudgedPackage events, Optional<IdempotencyKey> key, long lineBytes, long nowNanos) {
        Place place = new Place(new Receipt(id, lines), events, key.orElse(null), lineBytes);
        places.add(place);
        lines += events.size();
        bytes += lineBytes;
        appendedNanos = nowNanos;
        unwritten++;
        return place;
    }

    /** All lines, in order; waits for those that are still being written. */
    synchronized byte[] text() throws InterruptedException {
        while (unwritten > 0) {
            wait();
        }
        int size = 0;
        for (Place place : places) {
            size = Math.addExact(size, place.text().sizeBytes());
        }
        byte[] text = new byte[size];
        int offset = 0;
        for (Place place : places) {
            place.text().copyTo(text, offset);
            offset += place.text().sizeBytes();
        }
        return text;
    }

    /** What its requests with an idempotency key are to claim. */
    List<Claim> claims() {
        return places.stream().flatMap(Place::claim).toList();
    }

    /** Its events that were rejected, in order. */
    List<DeadLetter> deadLetters() {
        return places.stream().flatMap(Place::deadLetters).toList();
    }

    /** Its packages; complete once {@link #text} returned. */
    List<Place> places() {
        return places;
    }

    private synchronized void written() {
        unwritten--;
        notifyAll();
    }

    /** The lines of one package. */
    final class Place {
        private final Receipt receipt;
        private final JudgedPackage events;
        private final @Nullable IdempotencyKey key;
        private final LineWriter text;
        private final CompletableFuture<Receipt> stored = new CompletableFuture<>();
        private boolean whole;

        private Place(Receipt receipt, JudgedPackage events, @Nullable IdempotencyKey key, long lineBytes) {
            this.receipt = receipt;
            this.events = events;
            this.key = key;
            this.text = new LineWriter(Math.toIntExact(lineBytes));
        }

        /** Writes the lines; the result comes when the whole segment is stored. */
        CompletableFuture<Receipt> write() {
            try {
                UUID packageId = receipt.packageId().value();
                for (int ordinal = 0; ordinal < events.size(); ordinal++) {
                    Judged event = events.events().get(ordinal);
                    text.line(
                            receipt.eventId(ordinal).value(),
                            packageId,
                            ordinal,
                            events.receivedAtMillis(),
                            event.schemaId(),
                            event.violations(),
                            events.origin(),
                            events.body(),
                            event.offset(),
                            event.length());
                }
                whole = true;
            } finally {
                written();
            }
            return stored;
        }

        private Stream<Claim> claim() {
            return key == null
                    ? Stream.empty()
                    : Stream.of(new Claim(
                            key, receipt.packageId(), events.size(), Instant.ofEpochMilli(events.receivedAtMillis())));
        }

        private Stream<DeadLetter> deadLetters() {
            return IntStream.range(0, events.size())
                    .filter(ordinal -> !events.events().get(ordinal).accepted())
                    .mapToObj(this::deadLetter);
        }

        private DeadLetter deadLetter(int ordinal) {
            Judged event = events.events().get(ordinal);
            return new DeadLetter(
                    receipt.eventId(ordinal),
                    receipt.packageId().value(),
                    new String(events.body(), event.offset(), event.length(), UTF_8),
                    Instant.ofEpochMilli(events.receivedAtMillis()),
                    event.schemaId(),
                    // The object names neither company nor type; the pipeline reads both again for its table.
                    "",
                    "",
                    event.violations());
        }

        /** Tells the request that its events are stored. */
        void succeed() {
            stored.complete(receipt);
        }

        /** Tells the request that its events are not accepted. */
        void fail(Throwable failure) {
            stored.completeExceptionally(failure);
        }

        private LineWriter text() {
            if (!whole) {
                // Later lines would stand in wrong places: the segment cannot be stored.
                throw new IllegalStateException("a package of segment " + id + " could not be written");
            }
            return text;
        }
    }
}
