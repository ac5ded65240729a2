package com.holded.pipeline.local;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits for the reports that the service makes for nobody, in the background, after it has begun to collect. */
final class FirstReports {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(200);

    private FirstReports() {}

    /**
     * Returns when they are made.
     *
     * @throws LocalProblem when that does not happen
     */
    static void await(LocalPlatform platform) {
        ServiceClient client = new ServiceClient(platform.service(), Optional.of(platform.adminKey()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!client.health().path("reports_ready").asBoolean(false)) {
            if (System.nanoTime() > deadline) {
                throw new LocalProblem(
                        "The service runs, but has made no reports yet. Its log: " + platform.logFile("payara"));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalProblem("Interrupted while the first reports were made", interrupted);
        }
    }
}
