package com.holded.pipeline.collect;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.storage.DeadLetterFormat;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the packages of many requests into one object. Requests append to the open segment; an uploader that is free
 * takes it when it is large or old enough or nothing more is coming, compresses and stores it, and its rejected events
 * as dead letters too; only then are its requests answered. While all uploaders are busy the open segment grows on, so
 * that load makes objects larger rather than more. A package never spans two segments. Thread-safe.
 */
final class GroupCommit implements AutoCloseable {
    private static final int UPLOADERS = 2;
    /** With less time than this left a write is not begun, so its outcome is known: nothing was stored. */
    private static final Duration SHORTEST_WRITE = Duration.ofMillis(100);

    private static final int MOST_LINES = EventId.LINES;

    private final Storage storage;
    private final SegmentIds ids;
    private final ByteBudget budget;
    private final Limits limits;
    private final Claims claims;
    private final SegmentTally tally;
    private final Answers answers = new Answers();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Queue<Segment> full = new ArrayDeque<>();
    private @Nullable Segment open;
    private boolean closing;
    private final List<Thread> uploaders = new ArrayList<>();

    /** Stores an object, verified, within this time. */
    @FunctionalInterface
    interface Storage {
        /**
         * Stores it, or fails.
         *
         * @throws StorageException when it is not certain that the object is stored
         */
        void put(NewObject object, Duration within);
    }

    /**
     * When a segment is closed, and how long its requests wait.
     *
     * @param segmentBytes size before compression that no further package is added to
     * @param quiet time without a further package after which none is waited for
     * @param age since it was opened
     * @param patience longest time from opening to answer
     */
    record Limits(long segmentBytes, Duration quiet, Duration age, Duration patience) {
        /** Part of the largest size that is worth an object when an uploader is free. */
        private static final int WORTH = 4;

        long worthBytes() {
            return segmentBytes / WORTH;
        }
    }

    GroupCommit(Storage storage, SegmentIds ids, ByteBudget budget, Limits limits, SegmentTally tally) {
        this.storage = storage;
        this.tally = tally;
        this.claims = new Claims(storage);
        this.ids = ids;
        this.budget = budget;
        this.limits = limits;
        for (int number = 1; number <= UPLOADERS; number++) {
            Thread uploader = new Thread(this::upload, "collect-uploader-" + number);
            uploader.setDaemon(true);
            uploaders.add(uploader);
            uploader.start();
        }
    }

    /**
     * Appends a package of at least one event. The result comes when all of it is stored; it fails with a
     * {@link ProblemException} when it is not certain that it is.
     *
     * @param key what its request claims
     * @throws ProblemException when there is no room for it now; nothing was taken
     */
    CompletableFuture<Receipt> append(JudgedPackage events, Optional<IdempotencyKey> key) {
        long bytes = events.lineBytes();
        budget.reserve(bytes, bytes);
        return place(events, key, bytes).write();
    }

    private Segment.Place place(JudgedPackage events, Optional<IdempotencyKey> key, long bytes) {
        lock.lock();
        try {
            if (closing) {
                budget.release(bytes);
                throw new ProblemException(ErrorCode.OVERLOADED, "the service is stopping");
            }
            if (open != null && open.lines() + events.size() > MOST_LINES) {
                close(open);
            }
            Segment segment = open;
            if (segment == null) {
                segment = new Segment(ids.next(), System.nanoTime());
                open = segment;
                work.signal();
            }
            Segment.Place place = segment.place(events, key, bytes, System.nanoTime());
            if (segment.bytes() >= limits.segmentBytes()) {
                close(segment);
            } else if (segment.bytes() >= limits.worthBytes()) {
                work.signal();
            }
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** Only under the lock. */
    private void close(Segment segment) {
        full.add(segment);
        open = null;
        work.signal();
    }

    private void upload() {
        try {
            for (Segment segment = take(); segment != null; segment = take()) {
                store(segment);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next segment to store; null when all is done and nothing more will come. */
    private @Nullable Segment take() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Segment segment = full.poll();
                if (segment != null) {
                    return segment;
                }
                segment = open;
                if (segment == null) {
                    if (closing) {
                        return null;
                    }
                    work.await();
                    continue;
                }
                long left = nanosLeft(segment);
                if (left <= 0 || closing) {
                    open = null;
                    return segment;
                }
                work.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long the open segment may still wait for more, in nanoseconds. */
    private long nanosLeft(Segment segment) {
        if (segment.bytes() >= limits.worthBytes()) {
            return 0;
        }
        long now = System.nanoTime();
        return Math.min(
                limits.age().toNanos() - (now - segment.openedNanos()),
                limits.quiet().toNanos() - (now - segment.appendedNanos()));
    }

    private void store(Segment segment) throws InterruptedException {
        // Whatever happens, nobody waits for ever.
        Consumer<Segment.Place> verdict = GroupCommit::lost;
        long ageNanos = System.nanoTime() - segment.openedNanos();
        boolean stored = false;
        try {
            byte[] text = segment.text();
            NewObject object = SegmentFormat.object(segment.id(), text);
            List<Claim> claimed = segment.claims();
            if (!claimed.isEmpty()) {
                claims.store(claimed, left(segment));
                Failpoint.AFTER_CLAIM_PUT.hit();
            }
            long begun = System.nanoTime();
            Failpoint.BEFORE_RAW_PUT.hit();
            storage.put(object, left(segment));
            Failpoint.AFTER_RAW_PUT.hit();
            long putNanos = System.nanoTime() - begun;
            List<DeadLetter> deadLetters = segment.deadLetters();
            if (!deadLetters.isEmpty()) {
                storage.put(DeadLetterFormat.object(segment.id(), deadLetters), left(segment));
                Failpoint.AFTER_REJECTED_PUT.hit();
            }
            tally.stored(segment.lines(), text.length, object.bytes().length, ageNanos, putNanos);
            stored = true;
            Failpoint.BEFORE_ANSWERS.hit();
            verdict = Segment.Place::succeed;
        } catch (StorageException failure) {
            ProblemException unavailable = new ProblemException(
                    ErrorCode.STORAGE_UNAVAILABLE, "the events were not stored; send them again later", failure);
            verdict = place -> place.fail(unavailable);
        } catch (RuntimeException bug) {
            // An uploader that died of it would take all later segments with it.
            verdict = place -> place.fail(bug);
        } finally {
            if (!stored) {
                tally.failed();
            }
            budget.release(segment.bytes());
            tell(segment, verdict);
            Failpoint.AFTER_ANSWERS.hit();
        }
    }

    /**
     * How long a write for this segment may take.
     *
     * @throws StorageException when there is no time left for one
     */
    private Duration left(Segment segment) {
        Duration left = limits.patience().minusNanos(System.nanoTime() - segment.openedNanos());
        if (left.compareTo(SHORTEST_WRITE) < 0) {
            throw new StorageException(StorageException.Kind.UNAVAILABLE, "no time was left for writing");
        }
        return left;
    }

    private void tell(Segment segment, Consumer<Segment.Place> verdict) {
        answers.tell(segment.places().stream()
                .<Runnable>map(place -> () -> verdict.accept(place))
                .toList());
    }

    private static void lost(Segment.Place place) {
        place.fail(new ProblemException(ErrorCode.INTERNAL, "the events were not stored"));
    }

    /** Takes nothing more, stores what was taken, and returns when every request has its result. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        long end = System.nanoTime() + 2 * limits.patience().toNanos();
        for (Thread uploader : uploaders) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(uploader, Math.max(1, end - System.nanoTime()));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        claims.close();
        answers.close();
    }
}
