package com.holded.pipeline.jobs;

import com.holded.pipeline.pipeline.Discovery;
import com.holded.pipeline.platform.RepeatedTask;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of discovery that no run waits for: the sweep of all days, once a day. */
@ApplicationScoped
public class DiscoveryTask {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryTask.class);
    private static final long PAUSE_SECONDS = 2;

    @Resource
    private ManagedScheduledExecutorService timer;

    private @Nullable ScheduledFuture<?> task;
    private volatile boolean stopped;

    @Inject
    private Discovery discovery;

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        Runnable tending =
                new RepeatedTask(LOG, "the sweep of the raw segments waits", () -> discovery.tend(() -> !stopped));
        task = timer.scheduleWithFixedDelay(tending, PAUSE_SECONDS, PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        stopped = true;
        if (task != null) {
            task.cancel(false);
        }
    }
}
