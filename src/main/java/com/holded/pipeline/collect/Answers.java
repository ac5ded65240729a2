package com.holded.pipeline.collect;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells requests what became of their events. A segment holds the events of many requests, and waking a thread for each
 * of them would cost more than the answers do: so a few threads tell them one after the other. A caller who reads slowly
 * holds up one of these threads; the next segment brings others, which go on with whatever is left. Thread-safe.
 */
final class Answers implements AutoCloseable {
    private static final int TELLERS_PER_SEGMENT = 2;
    private static final int MOST_TELLERS = 128;
    private static final int LONGEST_CLOSE_SECONDS = 5;

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final ExecutorService tellers = new ThreadPoolExecutor(
            2 * TELLERS_PER_SEGMENT,
            MOST_TELLERS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            // With every thread held up by slow callers, whoever stored the segment tells its requests by itself.
            new ThreadPoolExecutor.CallerRunsPolicy());

    /** Runs each of these, in some thread, soon. They must not throw. */
    void tell(Collection<? extends Runnable> answers) {
        waiting.addAll(answers);
        for (int teller = 0; teller < Math.min(TELLERS_PER_SEGMENT, answers.size()); teller++) {
            tellers.execute(this::tellAll);
        }
    }

    private void tellAll() {
        for (Runnable answer = waiting.poll(); answer != null; answer = waiting.poll()) {
            answer.run();
        }
    }

    /** Tells those that are waiting, and stops; goes on without callers that do not take their answers. */
    @Override
    public void close() {
        tellers.shutdown();
        try {
            var unused = tellers.awaitTermination(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
