package com.holded.pipeline.collect;

import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.StorageException;
import com.holded.pipeline.storage.StoredObject;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes claims that nobody looks for any more, hourly. Several replicas may do so at once: what one finds gone, the
 * other has deleted.
 */
@Singleton
public class ForgottenClaims {
    private static final Logger LOG = LoggerFactory.getLogger(ForgottenClaims.class);
    private static final int DAYS_KEPT = 2;
    /** Replicas that stood still for longer leave claims of older days behind, which cost room and nothing else. */
    private static final int DAYS_SWEPT = 14;

    private static final int KEYS_PER_LISTING = 1000;

    private final ObjectStore store;
    private final Clock clock;
    private final ScheduledExecutorService thread = new ScheduledThreadPoolExecutor(1, work -> {
        Thread daemon = new Thread(work, "forgotten-claims");
        daemon.setDaemon(true);
        return daemon;
    });

    @Inject
    public ForgottenClaims(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Begins; returns at once. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::sweep, 5, 60, TimeUnit.MINUTES);
    }

    /** Deletes the claims of days that lie behind. */
    void sweep() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        try {
            for (int days = DAYS_KEPT; days < DAYS_KEPT + DAYS_SWEPT; days++) {
                sweep(Keys.idempotencyDay(today.minusDays(days)));
            }
        } catch (StorageException later) {
            LOG.info("Claims of idempotency keys were not deleted; the next sweep will: {}", later.getMessage());
        } catch (RuntimeException bug) {
            // Else the executor would silently never sweep again.
            LOG.error("Deleting claims of idempotency keys failed", bug);
        }
    }

    private void sweep(String day) {
        List<StoredObject> claims;
        do {
            claims = store.list(day, "", KEYS_PER_LISTING);
            claims.forEach(claim -> store.delete(claim.key()));
        } while (claims.size() == KEYS_PER_LISTING);
    }

    /** Leaves the rest to the next start. */
    @PreDestroy
    public void stop() {
        thread.shutdownNow();
    }
}
