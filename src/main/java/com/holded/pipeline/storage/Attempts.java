package com.holded.pipeline.storage;

import com.holded.pipeline.storage.StorageException.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Bounded retries with jitter inside a given time. */
final class Attempts {
    private static final int MOST = 3;
    private static final Set<Kind> HOPELESS = EnumSet.of(Kind.NOT_FOUND, Kind.TOO_LARGE, Kind.REFUSED);
    private static final long SHORTEST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 120;

    /** One attempt, which ends within the time that is left. */
    interface Attempt<R> {
        R make(Duration remaining);
    }

    /** The result of the first attempt that succeeds; the failure of the last one otherwise. */
    <R> R within(Duration time, Attempt<R> attempt) {
        long end = System.nanoTime() + time.toNanos();
        boolean unknown = false;
        for (int number = 1; ; number++) {
            try {
                return attempt.make(Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime())));
            } catch (StorageException failure) {
                unknown |= failure.kind() == Kind.UNKNOWN_OUTCOME;
                boolean hopeless = HOPELESS.contains(failure.kind());
                if (hopeless || number == MOST || !pause(number, end)) {
                    throw unknown && failure.kind() == Kind.UNAVAILABLE ? unknownBefore(failure) : failure;
                }
            }
        }
    }

    /** An earlier attempt may have written although the last one did not reach the server. */
    private static StorageException unknownBefore(StorageException failure) {
        return new StorageException(Kind.UNKNOWN_OUTCOME, String.valueOf(failure.getMessage()), failure);
    }

    /** Whether there is time for another attempt after the pause. */
    private static boolean pause(int number, long end) {
        long millis = number * ThreadLocalRandom.current().nextLong(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
        if (System.nanoTime() + millis * 1_000_000 >= end) {
            return false;
        }
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
