package com.holded.pipeline.pipeline;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Work that is under way at the same time, in threads of its own: requests to object storage, so that a batch of small
 * segments waits for a few answers and not for hundreds in a row; pipelines. Thread-safe.
 */
final class SideBySide implements AutoCloseable {
    private final ExecutorService threads;

    /**
     * @param name of its threads
     * @param most at once in all
     */
    SideBySide(String name, int most) {
        this.threads = Executors.newFixedThreadPool(most, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            // Else it would be that of whichever caller comes first, or none.
            thread.setContextClassLoader(SideBySide.class.getClassLoader());
            return thread;
        });
    }

    /**
     * The result for each item, in order; returns when all have ended.
     *
     * @throws RuntimeException of the first that failed
     */
    <T, R> List<R> map(List<T> items, Function<T, R> work) {
        if (items.size() == 1) {
            return List.of(work.apply(items.get(0)));
        }
        try {
            List<Callable<R>> calls = items.stream()
                    .<Callable<R>>map(item -> () -> work.apply(item))
                    .toList();
            return threads.invokeAll(calls).stream().map(SideBySide::result).toList();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the run was stopped", stopped);
        }
    }

    private static <R> R result(Future<R> ended) {
        try {
            return ended.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a part of the work failed", failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the run was stopped", stopped);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
