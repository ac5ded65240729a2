package com.holded.pipeline.local.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What reading single events back measured.
 *
 * @param stored events in storage meanwhile
 * @param reads events that were read
 * @param wrong of them that did not come back with the bytes that were sent
 * @param requests to storage that the reads took, all together
 * @param p50Millis latency of a read, median
 * @param p99Millis the same, 99th percentile
 * @param maxMillis the same, longest
 */
record Reads(
        int stored,
        int reads,
        int wrong,
        Map<StorageRequest, Long> requests,
        double p50Millis,
        double p99Millis,
        double maxMillis) {
    Reads {
        requests = Map.copyOf(requests);
    }

    /** Figures of reads with these latencies in nanoseconds; at least one. */
    static Reads of(int stored, long[] latencies, int wrong, Map<StorageRequest, Long> requests) {
        long[] sorted = latencies.clone();
        Arrays.sort(sorted);
        return new Reads(
                stored,
                sorted.length,
                wrong,
                requests,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                sorted[sorted.length - 1] / 1e6);
    }

    /** Requests of a kind that one read takes, on average. */
    double perRead(StorageRequest kind) {
        return requests.getOrDefault(kind, 0L) / (double) reads;
    }

    /** Whether each read came back right and took what the other's took. */
    boolean isAsCheapAs(Reads other) {
        return wrong == 0
                && other.wrong == 0
                && Arrays.stream(StorageRequest.values()).allMatch(kind -> perRead(kind) == other.perRead(kind));
    }

    /** One row of the table. */
    String row() {
        return String.format(
                Locale.ROOT,
                "%,12d %8d %8d %8.2f %8.2f %8.2f %9.1f %9.1f %9.1f",
                stored,
                reads,
                wrong,
                perRead(StorageRequest.GET),
                perRead(StorageRequest.LIST),
                perRead(StorageRequest.HEAD),
                p50Millis,
                p99Millis,
                maxMillis);
    }

    /** Head of the table. */
    static String head() {
        return String.format(
                Locale.ROOT,
                "%12s %8s %8s %8s %8s %8s %9s %9s %9s",
                "events",
                "reads",
                "wrong",
                "GET",
                "LIST",
                "HEAD",
                "p50 ms",
                "p99 ms",
                "max ms");
    }

    String json() {
        return String.format(
                Locale.ROOT,
                "{\"stored\":%d,\"reads\":%d,\"wrong\":%d,\"get_per_read\":%.3f,\"list_per_read\":%.3f,"
                        + "\"head_per_read\":%.3f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}",
                stored,
                reads,
                wrong,
                perRead(StorageRequest.GET),
                perRead(StorageRequest.LIST),
                perRead(StorageRequest.HEAD),
                p50Millis,
                p99Millis,
                maxMillis);
    }
}
