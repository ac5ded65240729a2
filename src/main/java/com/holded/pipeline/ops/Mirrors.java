package com.holded.pipeline.ops;

import com.holded.pipeline.ledger.AuditMirror;
import com.holded.pipeline.platform.Causes;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.RegistryMirror;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the copies in object storage of what stands in the database alone: a change is copied a second or two after it was
 * committed. Whoever looks, looks at the count of changes and at the outbox; so a crash in between costs nothing.
 */
@Singleton
public class Mirrors {
    private static final Logger LOG = LoggerFactory.getLogger(Mirrors.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_RECONCILIATIONS = Duration.ofMinutes(10);

    private final List<Work> often;
    private final List<Work> rarely;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "mirrors");
        daemon.setDaemon(true);
        daemon.setContextClassLoader(Mirrors.class.getClassLoader());
        return daemon;
    });
    private String lastFailure = "";
    private long reconcileAtNanos = System.nanoTime();

    private interface Work {
        void run();
    }

    @Inject
    public Mirrors(Settings settings, DataSource dataSource, ObjectStore store) {
        RegistryMirror registry = new RegistryMirror(dataSource, store);
        AuditMirror audit = new AuditMirror(dataSource, store);
        boolean own = settings.registry() instanceof Settings.Registry.BuiltIn;
        this.often = own ? List.of(registry::copyChanges, audit::copyOutbox) : List.of(audit::copyOutbox);
        this.rarely = own ? List.of(registry::reconcile) : List.of();
    }

    /** Begins, with the tables in place; returns at once. */
    void start() {
        var unused = thread.scheduleWithFixedDelay(this::copy, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        thread.shutdownNow();
    }

    private void copy() {
        if (System.nanoTime() - reconcileAtNanos >= 0 && attempt(rarely)) {
            reconcileAtNanos = System.nanoTime() + BETWEEN_RECONCILIATIONS.toNanos();
        }
        attempt(often);
    }

    private boolean attempt(List<Work> works) {
        String failure = "";
        for (Work work : works) {
            try {
                work.run();
            } catch (RuntimeException failed) {
                // What was not copied is known, and is copied when the part is back; an outage is said once.
                failure = Causes.rootOf(failed);
                if (!failure.equals(lastFailure)) {
                    LOG.warn(
                            "Registry or audit could not be copied to object storage, will be tried again: {}",
                            failure);
                }
            }
        }
        lastFailure = failure;
        return failure.isEmpty();
    }
}
