package com.holded.pipeline.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for something that another process does, and for no longer than that. */
public final class Waiting {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Waiting() {}

    /** Looks until what is seen is as it should be; fails after the limit, with what was seen last. */
    public static <T> T until(Duration limit, String what, Supplier<T> look, Predicate<T> done) {
        long deadline = System.nanoTime() + limit.toNanos();
        T seen = look.get();
        while (!done.test(seen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + limit + " for " + what + "; last seen: " + seen);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            seen = look.get();
        }
        return seen;
    }
}
