package com.holded.pipeline.platform;

import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what one event does to a step from its neighbours. Steps are pure, so one that failed on an event would fail on
 * it again: what it threw is held against that event at once, as {@link Reason#STEP_FAILED}. What says that the world
 * around the step failed is thrown on, since that is no event's fault: a dependency out of reach, no memory, a class that
 * is not there, a thread that was told to stop. Thread-safe.
 */
public final class Isolation {
    private static final Logger LOG = LoggerFactory.getLogger(Isolation.class);

    /** Whoever can send one such event can send many; the dead letters count them, the log only says where. */
    private static final long NANOS_BETWEEN_LINES = 1_000_000_000;

    private static final int FRAMES = 12;

    private final String step;
    private final Predicate<Throwable> outage;
    private final AtomicLong loggedNanos = new AtomicLong(System.nanoTime() - NANOS_BETWEEN_LINES);

    /** @param step what the step does with an event, for people: {@code judged}, {@code enriched} */
    public Isolation(String step) {
        this(step, failure -> false);
    }

    /** @param outage tells of a failure whether a dependency of the step is out of reach */
    public Isolation(String step, Predicate<Throwable> outage) {
        this.step = step;
        this.outage = outage;
    }

    /**
     * The result of the step for one event.
     *
     * @param otherwise makes a result of what is wrong with an event that the step failed on
     */
    public <T> T on(Supplier<T> event, Function<Violation, T> otherwise) {
        try {
            return event.get();
        } catch (RuntimeException | Error failure) {
            if (!isOfTheEvent(failure)) {
                throw failure;
            }
            log(failure);
            return otherwise.apply(new Violation(
                    Reason.STEP_FAILED, "", "the event could not be " + step + ": the service failed on it"));
        }
    }

    private boolean isOfTheEvent(Throwable failure) {
        boolean stopping = Thread.currentThread().isInterrupted();
        boolean outOfReach = outage.test(failure)
                || Causes.find(failure, UncheckedIOException.class).isPresent()
                || Causes.find(failure, ProblemException.class)
                        .filter(problem -> problem.code().actor() == ErrorCode.Actor.CAPACITY)
                        .isPresent();
        boolean machine = failure instanceof LinkageError
                || (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError));
        return !stopping && !outOfReach && !machine;
    }

    /** Where it happened, and not its message, which may quote what was sent. */
    private void log(Throwable failure) {
        long now = System.nanoTime();
        long before = loggedNanos.get();
        if (now - before >= NANOS_BETWEEN_LINES && loggedNanos.compareAndSet(before, now)) {
            String frames = Arrays.stream(failure.getStackTrace())
                    .map(StackTraceElement::toString)
                    .distinct()
                    .limit(FRAMES)
                    .collect(Collectors.joining(" < "));
            LOG.error(
                    "An event could not be {} and is a dead letter for it: {} at {}",
                    step,
                    failure.getClass().getName(),
                    frames);
        }
    }
}
