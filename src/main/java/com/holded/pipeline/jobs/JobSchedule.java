package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.pipeline.Discovery;
import com.holded.pipeline.platform.RepeatedTask;
import com.holded.pipeline.platform.Schedule;
import com.holded.pipeline.platform.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for new events when the schedule says so, and starts a run only when there are some: an idle look costs a few
 * listings.
 */
@ApplicationScoped
public class JobSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(JobSchedule.class);
    /** Longer than this no look ahead is trusted: the system's clock may be set meanwhile. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    @Resource
    private ManagedScheduledExecutorService timer;

    private volatile @Nullable ScheduledFuture<?> next;
    private volatile boolean stopped;
    private final Runnable looking = new RepeatedTask(LOG, "the schedule could not look for new events", this::look);

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @Inject
    private Discovery discovery;

    @Inject
    private Segments segments;

    @Inject
    private ProcessEvents job;

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        Schedule schedule = settings.jobs().schedule();
        if (schedule instanceof Schedule.Every every) {
            long pause = every.pause().toMillis();
            next = timer.scheduleWithFixedDelay(looking, pause, pause, TimeUnit.MILLISECONDS);
        } else if (schedule instanceof Schedule.Cron cron) {
            Instant time = cron.next(clock.instant());
            LOG.info("The job looks for new events at {} ({}), first at {}", cron.expression(), cron.zone(), time);
            await(cron, time);
        }
    }

    @PreDestroy
    void stop() {
        stopped = true;
        ScheduledFuture<?> waiting = next;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    private void await(Schedule.Cron cron, Instant time) {
        if (stopped) {
            return;
        }
        Duration wait = Duration.between(clock.instant(), time);
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            next = timer.schedule(() -> await(cron, time), LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            next = timer.schedule(() -> lookAndGoOn(cron, time), Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        }
    }

    private void lookAndGoOn(Schedule.Cron cron, Instant time) {
        looking.run();
        Instant now = clock.instant();
        // A timer may be early by a little, and must not take the same time again.
        await(cron, cron.next(now.isAfter(time) ? now : time));
    }

    private void look() {
        discovery.look();
        if (segments.areWaiting()) {
            job.start("schedule");
        }
    }
}
