package com.holded.pipeline.collect;

import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Carries out a request with an idempotency key once. Sent again within 24 hours, after a crash too and to whichever
 * replica, it gets the first answer, which is not kept but read from the segment that it tells of. Thread-safe.
 */
final class Idempotency {
    /** How long a key is remembered. */
    static final Duration KEPT = Duration.ofHours(24);
    /** A package that is not stored this long after its claim will not be: every write has ended. */
    static final Duration LONGEST_FLIGHT = Duration.ofSeconds(10);

    private final Objects objects;
    private final Clock clock;
    private final Map<String, IdempotencyKey> inFlight = new ConcurrentHashMap<>();

    /** What it needs of storage. */
    @FunctionalInterface
    interface Objects {
        /** All bytes; fails with NOT_FOUND when there is no such object. */
        byte[] read(String key);
    }

    Idempotency(Objects objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    /**
     * The answer to a request with this key.
     *
     * @param first carries the request out
     * @throws ProblemException 409 while the first request is under way, 422 when that had another body
     */
    CompletableFuture<byte[]> once(IdempotencyKey key, Supplier<CompletableFuture<byte[]>> first) {
        IdempotencyKey other = inFlight.putIfAbsent(key.name(), key);
        if (other != null) {
            requireSameBody(key, other);
            throw inFlight();
        }
        boolean begun = false;
        try {
            CompletableFuture<byte[]> answer =
                    earlier(key).map(CompletableFuture::completedFuture).orElseGet(first);
            begun = true;
            return answer.whenComplete((body, failure) -> inFlight.remove(key.name()));
        } finally {
            if (!begun) {
                inFlight.remove(key.name());
            }
        }
    }

    private Optional<byte[]> earlier(IdempotencyKey key) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Optional<Claim> claim = claim(key, today).or(() -> claim(key, today.minusDays(1)));
        if (claim.isEmpty() || claim.get().at().plus(KEPT).isBefore(now)) {
            return Optional.empty();
        }
        requireSameBody(key, claim.get().key());
        Optional<byte[]> segment = read(Keys.rawSegment(claim.get().packageId().segment()));
        if (segment.isEmpty() && claim.get().at().plus(LONGEST_FLIGHT).isAfter(now)) {
            throw inFlight();
        }
        return segment.map(object -> answer(claim.get(), object));
    }

    private static byte[] answer(Claim claim, byte[] segment) {
        int first = claim.packageId().line();
        List<RawEvent> events = SegmentFormat.decode(segment).subList(first, first + claim.events());
        return CollectAnswer.of(
                events.get(0).receivedAtMillis(),
                events.stream()
                        .map(event -> new Judged(0, event.event().length, event.schemaId(), event.violations()))
                        .toList(),
                new Receipt(claim.packageId().segment(), first));
    }

    private Optional<Claim> claim(IdempotencyKey key, LocalDate day) {
        return read(Claim.objectName(key, day)).map(object -> Claim.decode(key.name(), object));
    }

    private Optional<byte[]> read(String key) {
        try {
            return Optional.of(objects.read(key));
        } catch (StorageException failure) {
            if (failure.kind() == StorageException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static void requireSameBody(IdempotencyKey key, IdempotencyKey first) {
        if (!key.body().equals(first.body())) {
            throw new ProblemException(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED, "the key was used for another body before; use a new one");
        }
    }

    private static ProblemException inFlight() {
        return new ProblemException(
                ErrorCode.IDEMPOTENCY_KEY_IN_USE, "the first request with this key is under way; ask again");
    }
}
