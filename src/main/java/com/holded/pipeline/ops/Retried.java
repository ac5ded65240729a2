package com.holded.pipeline.ops;

import com.holded.pipeline.platform.Causes;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work of the start that needs a part which may be down: tried until it succeeds, at growing pauses. */
final class Retried {
    private static final Logger LOG = LoggerFactory.getLogger(Retried.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Work that may fail in any way. */
    interface Work {
        void run() throws Exception;
    }

    private final String name;
    private final Work work;
    private final Duration firstPause;
    private final Thread thread;
    private volatile boolean done;

    /** The first pause is doubled after each failure, up to ten seconds. */
    Retried(String name, Work work, Duration firstPause) {
        this.name = name;
        this.work = work;
        this.firstPause = firstPause;
        this.thread = new Thread(this::runUntilDone, "start-" + name);
        this.thread.setDaemon(true);
        // Of the one that starts us it may be the server's, or none: libraries look up their parts by it, and one that
        // fails in a static initialiser stays broken until the process ends.
        this.thread.setContextClassLoader(Retried.class.getClassLoader());
    }

    /** Begins; returns at once. */
    void start() {
        thread.start();
    }

    /** Gives up if it is not done yet. */
    void stop() {
        thread.interrupt();
    }

    /** Waits for the end, one way or the other; whether it came in time. */
    boolean join(Duration patience) throws InterruptedException {
        thread.join(patience.toMillis());
        return !thread.isAlive();
    }

    /** Whether it has succeeded. */
    boolean isDone() {
        return done;
    }

    private void runUntilDone() {
        String lastFailure = "";
        Duration pause = firstPause;
        try {
            while (!done) {
                String failure = attempt(lastFailure);
                if (!done) {
                    lastFailure = failure;
                    Thread.sleep(pause.toMillis());
                    Duration doubled = pause.multipliedBy(2);
                    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException stopped) {
            LOG.info("Start: {} given up, the service stops", name);
        }
    }

    /** One attempt; what failed, empty on success. Every failure leads to another attempt, errors too: nobody else would say it. */
    private String attempt(String lastFailure) throws InterruptedException {
        try {
            work.run();
            done = true;
            LOG.info("Start: {} done", name);
            return "";
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception | Error failure) {
            String cause = Causes.rootOf(failure);
            // An outage gives the same failure many times; once is enough to read.
            if (!cause.equals(lastFailure) && failure instanceof Error) {
                // What fails to load may fail for good, and says why only once.
                LOG.error("Start: {} failed, will be tried again", name, failure);
            } else if (!cause.equals(lastFailure)) {
                LOG.warn("Start: {} failed, will be tried again: {}", name, cause);
            }
            return cause;
        }
    }
}
