package com.holded.pipeline.ops.grizzly;

import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.platform.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;

/** The open connections, of which there are only so many, and the clock that ends those that are overdue. Thread-safe. */
final class Connections {
    private static final Duration TICK = Duration.ofMillis(250);

    private final Settings.Http settings;
    private final Pieces.Room room;
    private final AnswerCount answers;
    private volatile boolean refusing;
    private final Map<Connection<?>, Watched> open = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "http-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    Connections(Settings.Http settings, long bytesInPieces, Metrics metrics) {
        this.settings = settings;
        this.room = new Pieces.Room(bytesInPieces);
        this.answers = new AnswerCount(metrics);
        metrics.gauge(Metric.HTTP_CONNECTIONS, open::size);
        metrics.gauge(Metric.HTTP_PIECES_BYTES, room::used);
        var unused = clock.scheduleWithFixedDelay(this::look, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether there is room for one that was just accepted. */
    boolean admit(Connection<?> connection) {
        Watched watched = watch(connection);
        open.put(connection, watched);
        if (open.size() > settings.connections()) {
            open.remove(connection);
            return false;
        }
        // Who connects and says nothing has as much time as who begins to speak.
        watched.closeIn(settings.headerTime().toNanos());
        // What a thread that writes an answer waits for.
        connection.setWriteTimeout(settings.answerTime().toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }

    /** What is known of a connection; made for one that was accepted before anybody watched. */
    Watched of(Connection<?> connection) {
        return open.computeIfAbsent(connection, this::watch);
    }

    void forget(Connection<?> connection) {
        Watched forgotten = open.remove(connection);
        if (forgotten != null) {
            var unused = forgotten.pieces.take();
        }
    }

    /** From now on every request but those for the state of health is refused, on old connections and new ones. */
    void refuse() {
        refusing = true;
    }

    boolean isRefusing() {
        return refusing;
    }

    /** Requests that have begun to come in and are not answered to the end. */
    long onTheirWay() {
        return open.values().stream().filter(Watched::isBusy).count();
    }

    /** Refuses the requests whose bodies are not whole: nothing of them was taken. */
    void refuseUnfinished() {
        open.values().stream().filter(watched -> watched.pieces.any()).forEach(Refusal.STOPPING::send);
    }

    private Watched watch(Connection<?> connection) {
        return new Watched(connection, settings.headerBytes(), room, answers);
    }

    void stop() {
        clock.shutdownNow();
    }

    private void look() {
        long now = System.nanoTime();
        open.values().forEach(watched -> {
            if (!watched.connection.isOpen()) {
                // The end of an answer may be noted after the end of its connection, which then was made known again.
                forget(watched.connection);
                return;
            }
            watched.closeIfDue(now);
            watched.closeIfStuck(now, settings.answerTime().toNanos());
        });
    }
}
