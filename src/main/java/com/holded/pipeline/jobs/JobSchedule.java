package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.pipeline.Discovery;
import com.holded.pipeline.platform.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for new events at a fixed pause, and starts a run only when there are some: an idle look costs a few listings. */
@ApplicationScoped
public class JobSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(JobSchedule.class);

    @Resource
    private ManagedScheduledExecutorService timer;

    private @Nullable ScheduledFuture<?> looks;

    @Inject
    private Settings settings;

    @Inject
    private Discovery discovery;

    @Inject
    private Segments segments;

    @Inject
    private ProcessEvents job;

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        Duration pause = settings.jobs().scheduleInterval();
        if (!pause.isZero()) {
            looks = timer.scheduleWithFixedDelay(this::look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @PreDestroy
    void stop() {
        if (looks != null) {
            looks.cancel(false);
        }
    }

    private void look() {
        try {
            discovery.look();
            if (segments.waiting() > 0) {
                job.start("schedule");
            }
        } catch (RuntimeException e) {
            // Whatever it was, the next look tries again; an exception would end the schedule for good.
            LOG.warn("the schedule could not look for new events: {}", e.getMessage());
        }
    }
}
