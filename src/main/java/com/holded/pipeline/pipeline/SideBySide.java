package com.holded.pipeline.pipeline;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Requests to object storage that are under way at the same time, so that a batch of small segments waits for a few
 * answers and not for hundreds in a row. Thread-safe.
 */
final class SideBySide {
    private final ExecutorService threads;

    /** At most so many at once in all. */
    SideBySide(int most) {
        this.threads = Executors.newFixedThreadPool(most, work -> {
            Thread thread = new Thread(work, "pipeline-storage");
            thread.setDaemon(true);
            // Else it would be that of whichever caller comes first, or none.
            thread.setContextClassLoader(SideBySide.class.getClassLoader());
            return thread;
        });
    }

    /**
     * The result for each item, in order; returns when all requests have ended.
     *
     * @throws RuntimeException of the first that failed
     */
    <T, R> List<R> map(List<T> items, Function<T, R> request) {
        if (items.size() == 1) {
            return List.of(request.apply(items.get(0)));
        }
        try {
            List<Callable<R>> calls = items.stream()
                    .<Callable<R>>map(item -> () -> request.apply(item))
                    .toList();
            return threads.invokeAll(calls).stream().map(SideBySide::result).toList();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the run was stopped", stopped);
        }
    }

    /** Ends its threads; what is under way is given up. */
    void close() {
        threads.shutdownNow();
    }

    private static <R> R result(Future<R> ended) {
        try {
            return ended.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a request failed", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the run was stopped", stopped);
        }
    }
}
