package com.holded.pipeline.ops.grizzly;

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
    private final Map<Connection<?>, Watched> open = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "http-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    Connections(Settings.Http settings) {
        this.settings = settings;
        var unused = clock.scheduleWithFixedDelay(this::look, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether there is room for one that was just accepted. */
    boolean admit(Connection<?> connection) {
        Watched watched = new Watched(connection, settings.headerBytes());
        open.put(connection, watched);
        if (open.size() > settings.connections()) {
            open.remove(connection);
            return false;
        }
        // Who connects and says nothing has as much time as who begins to speak.
        watched.closeIn(settings.headerTime().toNanos());
        return true;
    }

    /** What is known of a connection; made for one that was accepted before anybody watched. */
    Watched of(Connection<?> connection) {
        return open.computeIfAbsent(connection, added -> new Watched(added, settings.headerBytes()));
    }

    void forget(Connection<?> connection) {
        open.remove(connection);
    }

    void stop() {
        clock.shutdownNow();
    }

    private void look() {
        long now = System.nanoTime();
        open.values().forEach(watched -> watched.closeIfDue(now));
    }
}
