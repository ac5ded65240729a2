package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who follow runs. One look at the run table, while there are any, serves all of them, whichever replica the runs
 * are on. A watcher holds no thread: one is lent to it while it is sent something. Thread-safe.
 */
@ApplicationScoped
public class Watchers {
    private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);
    private static final long LOOK_MILLIS = 250;

    @Resource
    private ManagedScheduledExecutorService timer;

    @Resource
    private ManagedExecutorService senders;

    @Inject
    private Runs runs;

    @Inject
    private Settings settings;

    private final Set<Watcher> watching = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledFuture<?> looks;
    private boolean closed;

    /**
     * Lets one follow a run, beginning with its present state.
     *
     * @throws ProblemException OVERLOADED when there are as many as may be, or the service ends
     */
    public void add(Run run, SseEventSink sink, Sse sse) {
        Watcher watcher = new Watcher(run.id(), sink, sse);
        synchronized (this) {
            if (closed || watching.size() >= settings.jobs().watchers()) {
                throw new ProblemException(ErrorCode.OVERLOADED, "too many callers follow runs");
            }
            watching.add(watcher);
            if (looks == null) {
                looks = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        show(watcher, run);
    }

    /** How many there are. */
    public int count() {
        return watching.size();
    }

    /** Ends all answers, and lets nobody in any more. */
    @PreDestroy
    public void sendAway() {
        synchronized (this) {
            closed = true;
            stopLooking();
        }
        watching.forEach(Watcher::close);
        watching.clear();
    }

    private void look() {
        try {
            watching.stream().filter(Watcher::isGone).forEach(this::remove);
            Set<Long> followed = watching.stream().map(Watcher::runId).collect(Collectors.toSet());
            if (followed.isEmpty()) {
                return;
            }
            Map<Long, Run> states = new HashMap<>();
            runs.find(followed).forEach(run -> states.put(run.id(), run));
            for (Watcher watcher : List.copyOf(watching)) {
                Run run = states.get(watcher.runId());
                if (run == null) {
                    // Purged meanwhile.
                    watcher.close();
                    remove(watcher);
                } else {
                    show(watcher, run);
                }
            }
        } catch (RuntimeException e) {
            // They wait for the next look; an exception would end the looks for good.
            LOG.debug("the run table could not be read for those who follow runs", e);
        }
    }

    private void show(Watcher watcher, Run run) {
        if (watcher.begin(run)) {
            senders.execute(() -> {
                if (!watcher.send(run)) {
                    remove(watcher);
                }
            });
        }
    }

    private void remove(Watcher watcher) {
        synchronized (this) {
            watching.remove(watcher);
            if (watching.isEmpty()) {
                stopLooking();
            }
        }
    }

    private void stopLooking() {
        if (looks != null) {
            looks.cancel(false);
            looks = null;
        }
    }
}
