package com.holded.pipeline.local;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what the service does in the background after it has begun to collect. */
final class Patience {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(200);

    private Patience() {}

    /**
     * Returns when nothing is missing any more.
     *
     * @param what is waited for, in the plural
     * @param missing what it still lacks; looked at again and again
     * @throws LocalProblem when that does not happen, or the service ends
     */
    static void await(LocalPlatform platform, String what, Supplier<Optional<String>> missing) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        Optional<String> reason = missing.get();
        while (reason.isPresent()) {
            if (System.nanoTime() > deadline || platform.payara().process().isEmpty()) {
                throw new LocalProblem("The service was started, but its " + what + " are not ready (" + reason.get()
                        + ")."
                        + platform.payara()
                                .lastTrouble()
                                .map(said -> " It says: " + said + ".")
                                .orElse("")
                        + " Its log: " + platform.logFile("payara"));
            }
            pause(what);
            reason = missing.get();
        }
    }

    private static void pause(String what) {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalProblem("Interrupted while its " + what + " were made", interrupted);
        }
    }
}
