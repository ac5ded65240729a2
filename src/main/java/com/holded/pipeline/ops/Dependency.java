package com.holded.pipeline.ops;

import com.holded.pipeline.platform.Causes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part that the service stands on, and whether it can be reached. However many ask, it is looked at no more than once
 * a second and never twice at the same time. Safe for use by many threads.
 */
final class Dependency {
    private static final Logger LOG = LoggerFactory.getLogger(Dependency.class);
    private static final Duration KEPT = Duration.ofSeconds(1);

    /** A look that throws when the part cannot be reached. */
    interface Look {
        void run() throws Exception;
    }

    /**
     * What a look saw.
     *
     * @param latencyMillis how long it took, in milliseconds
     * @param problem what is wrong, in one word that tells callers nothing of our insides; empty when it is up
     */
    record State(String name, boolean up, long latencyMillis, String problem) {}

    private final String name;
    private final Look look;
    private final Executor executor;
    private final Duration patience;
    private final Function<Exception, String> problems;
    private @Nullable CompletableFuture<State> latest;
    private long lookedAtNanos;
    private volatile boolean lastUp = true;

    /**
     * One that is not looked at yet.
     *
     * @param patience how long a caller waits for a look before the part counts as down
     * @param problems names what a look has thrown
     */
    Dependency(String name, Look look, Executor executor, Duration patience, Function<Exception, String> problems) {
        this.problems = problems;
        this.name = name;
        this.look = look;
        this.executor = executor;
        this.patience = patience;
    }

    String name() {
        return name;
    }

    /** What the last look saw, at once; a new look is begun when it is too old. Up before the first one. */
    boolean lastUp() {
        CompletableFuture<State> begun = look();
        return begun.isDone() ? begun.getNow(new State(name, lastUp, 0, "")).up() : lastUp;
    }

    /** The state, at most a second old; down when the look takes longer than the patience. */
    State state() {
        try {
            return look().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            lastUp = false;
            return new State(name, false, patience.toMillis(), "slow");
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new State(name, false, 0, "stopping");
        }
    }

    private synchronized CompletableFuture<State> look() {
        CompletableFuture<State> present = latest;
        boolean usable = present != null && (!present.isDone() || System.nanoTime() - lookedAtNanos < KEPT.toNanos());
        if (present != null && usable) {
            return present;
        }
        lookedAtNanos = System.nanoTime();
        CompletableFuture<State> next = CompletableFuture.supplyAsync(this::lookNow, executor);
        latest = next;
        return next;
    }

    private State lookNow() {
        long begin = System.nanoTime();
        boolean up = true;
        String problem = "";
        try {
            look.run();
        } catch (Exception unreachable) {
            // Whatever the reason, the part cannot be used; that is what the caller asked.
            up = false;
            problem = problems.apply(unreachable);
            if (lastUp) {
                LOG.warn("{} cannot be reached: {}", name, Causes.rootOf(unreachable));
            }
        }
        if (up && !lastUp) {
            LOG.info("{} can be reached again", name);
        }
        lastUp = up;
        return new State(name, up, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin), problem);
    }
}
