package com.holded.pipeline.local.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests at a fixed rate, whatever the answers do, as producers that know nothing of each other do. A latency
 * counts from the instant at which its request was due: while all connections wait for a service that stalls, the
 * requests that could not be sent grow late, and are counted so. {@link Load} would send fewer of them instead.
 */
final class PacedLoad {
    private final Duration duration;
    private final Time time;

    /** When it is, in nanoseconds of {@link System#nanoTime}. */
    interface Time {
        long nanos();

        /** Returns when it is that late, or at once when it is later. */
        void await(long nanos);
    }

    PacedLoad(Duration duration) {
        this(duration, new RealTime());
    }

    PacedLoad(Duration duration, Time time) {
        this.duration = duration;
        this.time = time;
    }

    /**
     * Loads a target with bodies of one package size.
     *
     * @param connections requests that may be under way at the same time; too few of them, and requests are late
     * @param eventsPerSecond that are due; the figures' own rate is what was answered, and lower when the target cannot
     *     keep up
     * @throws IOException when a request is not answered well: a figure with failures in it means nothing
     */
    Figures run(
            String name,
            Load.Target target,
            List<byte[]> bodies,
            int packageSize,
            int connections,
            double eventsPerSecond)
            throws IOException, InterruptedException {
        Schedule schedule = Schedule.of(eventsPerSecond / packageSize, duration);
        long[] latencies = new long[schedule.requests()];
        AtomicInteger tickets = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(connections);
        List<Load.Connection> opened = new ArrayList<>();
        try {
            for (int number = 0; number < connections; number++) {
                opened.add(target.connect());
            }
            long begun = time.nanos();
            List<Callable<Void>> workers = new ArrayList<>();
            for (Load.Connection connection : opened) {
                workers.add(() -> {
                    for (int ticket = tickets.getAndIncrement();
                            ticket < latencies.length;
                            ticket = tickets.getAndIncrement()) {
                        long due = begun + schedule.dueNanos(ticket);
                        time.await(due);
                        connection.request(bodies.get(ticket % bodies.size()));
                        latencies[ticket] = time.nanos() - due;
                    }
                    return null;
                });
            }
            for (Future<Void> worker : pool.invokeAll(workers)) {
                worker.get();
            }
            return Figures.of(
                    name,
                    packageSize,
                    connections,
                    Arrays.stream(latencies),
                    Duration.ofNanos(Math.max(time.nanos() - begun, duration.toNanos())));
        } catch (ExecutionException e) {
            throw new IOException(name + ": " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
            for (Load.Connection connection : opened) {
                connection.close();
            }
        }
    }

    /**
     * When requests are due.
     *
     * @param requests how many; at least one
     * @param nanosBetween two of them
     */
    record Schedule(int requests, double nanosBetween) {
        static Schedule of(double requestsPerSecond, Duration duration) {
            double nanosBetween = TimeUnit.SECONDS.toNanos(1) / requestsPerSecond;
            return new Schedule((int) Math.max(1, duration.toNanos() / nanosBetween), nanosBetween);
        }

        /** Nanoseconds from the first request to this one, counted from 0; from the product, so that no error adds up. */
        long dueNanos(int request) {
            return Math.round(request * nanosBetween);
        }
    }

    private static final class RealTime implements Time {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void await(long nanos) {
            for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
