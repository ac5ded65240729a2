package com.holded.pipeline.local.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** Keeps a number of connections busy for a time, each with the next request as soon as the last is answered. */
final class Load {
    private final Duration duration;

    /** Something that answers one request after the other. */
    interface Connection extends AutoCloseable {
        /** Sends one body and returns when it is answered well. */
        void request(byte[] body) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Opens connections. */
    interface Target {
        Connection connect() throws IOException;
    }

    Load(Duration duration) {
        this.duration = duration;
    }

    /**
     * Loads a target with bodies of one package size.
     *
     * @throws IOException when a request is not answered well: a figure with failures in it means nothing
     */
    Figures run(String name, Target target, List<byte[]> bodies, int packageSize, int connections)
            throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(connections);
        try {
            long begun = System.nanoTime();
            long end = begun + duration.toNanos();
            List<Callable<LongStream>> workers = new ArrayList<>();
            for (int number = 0; number < connections; number++) {
                int first = number * bodies.size() / connections;
                workers.add(() -> keepBusy(target, bodies, first, end));
            }
            LongStream latencies = LongStream.empty();
            for (Future<LongStream> worker : pool.invokeAll(workers)) {
                latencies = LongStream.concat(latencies, worker.get());
            }
            return Figures.of(name, packageSize, connections, latencies, Duration.ofNanos(System.nanoTime() - begun));
        } catch (ExecutionException e) {
            throw new IOException(name + ": " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static LongStream keepBusy(Target target, List<byte[]> bodies, int first, long end) throws IOException {
        LongStream.Builder latencies = LongStream.builder();
        try (Connection connection = target.connect()) {
            int next = first;
            for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
                connection.request(bodies.get(next++ % bodies.size()));
                latencies.add(System.nanoTime() - begun);
            }
        }
        return latencies.build();
    }
}
