package com.holded.pipeline.reports;

import com.holded.pipeline.platform.Causes;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.RepeatedTask;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.StorageException;
import com.holded.pipeline.storage.StorageException.Kind;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the reports that were asked for in the background, one at a time on each replica, and lets their files go when
 * they have been kept for long enough. A report whose replica dies is made by another, or by the same after its restart.
 */
@ApplicationScoped
public class ReportRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ReportRunner.class);

    private static final String UNEXPECTED = "The service failed on it; its log says why";

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration BEAT = ReportRuns.LEASE.dividedBy(6);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    @Resource
    private ManagedScheduledExecutorService timer;

    private final ReentrantLock busy = new ReentrantLock();
    private final List<ScheduledFuture<?>> tasks = new CopyOnWriteArrayList<>();
    private final Runnable making = new RepeatedTask(LOG, "reports in the background wait", this::makeAll);
    private final Runnable sweeping = new RepeatedTask(LOG, "files of reports stay for now", this::sweep);
    private volatile boolean stopped;

    @Inject
    private Documents documents;

    @Inject
    private ReportRuns runs;

    @Inject
    private ObjectStore store;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        every(LOOK, making);
        every(BETWEEN_SWEEPS, sweeping);
    }

    private void every(Duration pause, Runnable task) {
        tasks.add(timer.scheduleWithFixedDelay(task, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    @PreDestroy
    void stop() {
        stopped = true;
        tasks.forEach(task -> task.cancel(false));
    }

    /** Looks at once for reports to make and files to let go, and not when the next look is due. */
    void wake() {
        timer.execute(sweeping);
        timer.execute(making);
    }

    private void makeAll() {
        if (!busy.tryLock()) {
            return;
        }
        try {
            boolean more = true;
            while (more && !stopped) {
                Optional<ReportRun> next = runs.take();
                next.ifPresent(this::make);
                more = next.isPresent();
            }
        } finally {
            busy.unlock();
        }
    }

    private void make(ReportRun run) {
        try {
            Path folder = documents.folder();
            try {
                make(run, folder.resolve("report"));
            } finally {
                Workspace.remove(folder);
            }
        } catch (ProblemException problem) {
            giveUp(run, problem, problem.code().actor() == ErrorCode.Actor.CAPACITY, problem.detail());
        } catch (StorageException failure) {
            boolean passes = failure.kind() == Kind.UNAVAILABLE || failure.kind() == Kind.UNKNOWN_OUTCOME;
            giveUp(run, failure, passes, UNEXPECTED);
        } catch (IOException | RuntimeException failure) {
            giveUp(run, failure, false, UNEXPECTED);
        }
    }

    /** What passes by itself is tried again after a while; the rest is told to who asked. */
    private void giveUp(ReportRun run, Exception failure, boolean passes, String message) {
        if (passes) {
            LOG.warn("report run {} is tried again later: {}", run.id(), Causes.rootOf(failure));
            runs.release(run);
        } else {
            LOG.warn("report run {} failed", run.id(), failure);
            runs.failed(run, message);
        }
    }

    private void make(ReportRun run, Path file) throws IOException {
        Definition report = Catalogue.report(run.report())
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no such report any more"));
        Map<String, List<String>> values = run.parameters().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, parameter -> List.of(parameter.getValue())));
        Request request = Parameters.read(report, values, List.of(Locale.ENGLISH), clock);
        MeasuredStream written = new MeasuredStream(Files.newOutputStream(file));
        Position position;
        String sha256;
        ScheduledFuture<?> beats = beat(run, written);
        try {
            try (OutputStream out = written) {
                position = documents.write(report, run.format(), request, out);
            }
            sha256 = written.sha256();
            store.upload(run.key(), file, run.format().contentType(), sha256);
        } finally {
            beats.cancel(false);
        }
        if (!runs.ready(run, written.sizeBytes(), sha256, position.code())) {
            store.delete(run.key());
        }
    }

    /** Shows that a report is being made, and ends the making when nobody wants it any more. */
    private ScheduledFuture<?> beat(ReportRun run, MeasuredStream written) {
        return timer.scheduleAtFixedRate(
                new RepeatedTask(LOG, "a report cannot show that it is being made", () -> {
                    if (!runs.extend(run, written.sizeBytes())) {
                        written.refuse();
                    }
                }),
                BEAT.toMillis(),
                BEAT.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        for (ReportRun run : runs.outdated(settings.reports().kept())) {
            store.delete(run.key());
            runs.forget(run);
        }
    }
}
