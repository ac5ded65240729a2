package com.holded.pipeline.local.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * What a load measured.
 *
 * @param name what was loaded
 * @param packageSize events in a request
 * @param connections that were busy at the same time
 * @param eventsPerSecond answered events
 * @param p50Millis latency of a request, median
 * @param p99Millis the same, 99th percentile
 * @param maxMillis the same, longest
 */
record Figures(
        String name,
        int packageSize,
        int connections,
        double eventsPerSecond,
        double p50Millis,
        double p99Millis,
        double maxMillis) {

    /** Figures of a load with these latencies, in nanoseconds; at least one. */
    static Figures of(String name, int packageSize, int connections, LongStream latencies, Duration elapsed) {
        long[] sorted = latencies.toArray();
        Arrays.sort(sorted);
        return new Figures(
                name,
                packageSize,
                connections,
                sorted.length * (double) packageSize / (elapsed.toNanos() / 1e9),
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                sorted[sorted.length - 1] / 1e6);
    }

    /** One row of the table. */
    String row() {
        return String.format(
                Locale.ROOT,
                "%-24s %8d %12d %12.0f %9.1f %9.1f %9.1f",
                name,
                packageSize,
                connections,
                eventsPerSecond,
                p50Millis,
                p99Millis,
                maxMillis);
    }

    /** The same as a JSON object. */
    String json() {
        return String.format(
                Locale.ROOT,
                "{\"name\":\"%s\",\"package\":%d,\"connections\":%d,\"events_per_second\":%.0f,"
                        + "\"p50_ms\":%.1f,\"p99_ms\":%.1f,\"max_ms\":%.1f}",
                name,
                packageSize,
                connections,
                eventsPerSecond,
                p50Millis,
                p99Millis,
                maxMillis);
    }

    /** Head of the table. */
    static String head() {
        return String.format(
                Locale.ROOT,
                "%-24s %8s %12s %12s %9s %9s %9s",
                "",
                "package",
                "connections",
                "events/s",
                "p50 ms",
                "p99 ms",
                "max ms");
    }
}
