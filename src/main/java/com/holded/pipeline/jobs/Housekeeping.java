package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.JobHistory;
import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.platform.RepeatedTask;
import com.holded.pipeline.platform.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the run table true and small, on every replica and without a schedule too: runs of all jobs that died are shown
 * as abandoned within a quarter of the lease after it is over, and runs of long ago are purged once an hour.
 */
@ApplicationScoped
public class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration BETWEEN_PURGES = Duration.ofHours(1);
    private static final Duration FIRST_PURGE = Duration.ofMinutes(1);
    private static final int LOOKS_PER_LEASE = 4;

    @Resource
    private ManagedScheduledExecutorService timer;

    @Inject
    private Settings settings;

    @Inject
    private Runs runs;

    @Inject
    private JobHistory history;

    private final List<ScheduledFuture<?>> tasks = new CopyOnWriteArrayList<>();

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        Duration look = settings.jobs().lease().dividedBy(LOOKS_PER_LEASE);
        every(look, look, this::abandonSilent);
        every(FIRST_PURGE, BETWEEN_PURGES, this::purge);
    }

    private void every(Duration first, Duration pause, Runnable task) {
        tasks.add(timer.scheduleWithFixedDelay(
                new RepeatedTask(LOG, "the run table is not kept", task),
                first.toMillis(),
                Math.max(1, pause.toMillis()),
                TimeUnit.MILLISECONDS));
    }

    @PreDestroy
    void stop() {
        tasks.forEach(task -> task.cancel(false));
    }

    private void abandonSilent() {
        for (Run run : runs.abandonSilent()) {
            LOG.warn("execution {} of {} gives no sign of life: abandoned", run.id(), run.job());
        }
    }

    private void purge() {
        int purged = history.purge();
        if (purged > 0) {
            LOG.info("{} runs older than {} are purged", purged, settings.jobs().history());
        }
    }
}
