package com.holded.pipeline.platform;

import org.slf4j.Logger;

/**
 * A task that a timer runs again and again. What it throws does not end it, as a timer would, and is said once until it is
 * over or another failure. Thread-safe if the task is.
 */
public final class RepeatedTask implements Runnable {
    private final Logger log;
    private final String what;
    private final Runnable task;
    private volatile String lastFailure = "";

    /**
     * @param log of whose task it is
     * @param what begins the line about a failure, for example {@code the schedule could not look for new events}
     */
    public RepeatedTask(Logger log, String what, Runnable task) {
        this.log = log;
        this.what = what;
        this.task = task;
    }

    @Override
    public void run() {
        try {
            task.run();
            lastFailure = "";
        } catch (RuntimeException failed) {
            String failure = Causes.rootOf(failed);
            if (!failure.equals(lastFailure)) {
                log.warn("{}, will be tried again: {}", what, failure);
            }
            lastFailure = failure;
        }
    }
}
