package com.holded.pipeline.security;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored keys, held in memory and looked after by one background thread, so that no request waits for the database
 * and the last known keys hold while it is away. A change on one replica is known to all within two seconds.
 */
public final class LiveKeys implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveKeys.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LOOKS_PER_KEEPING = 5;

    private final KeySource source;
    private final Clock clock;
    private final Duration interval;
    private final LastUses uses = new LastUses();
    private final ScheduledExecutorService thread;

    private volatile Map<String, StoredKey> keys = Map.of();
    private volatile boolean known;
    private @Nullable ScheduledFuture<?> looking;
    private long version;
    private int looks;
    private boolean outage;

    LiveKeys(KeySource source, Clock clock, Duration interval) {
        this.source = source;
        this.clock = clock;
        this.interval = interval;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread daemon = new Thread(work, "api-keys");
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /** The keys of this database; touches nothing before {@link #follow}. */
    public static LiveKeys open(DataSource database, Clock clock) {
        return new LiveKeys(new KeyTables(database), clock, LOOK);
    }

    /**
     * Reads the keys and from then on looks for changes every second. Part of the start, after the tables exist; may be
     * called again. Does not throw when the database is away: it is looked for again.
     */
    public synchronized void follow() {
        look();
        if (looking == null) {
            looking = thread.scheduleWithFixedDelay(
                    this::lookAgain, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Whether the stored keys were read at least once; before, only those of the settings hold. */
    public boolean isKnown() {
        return known;
    }

    /**
     * Whose key this is; empty when there is no such key or it is not valid any more.
     *
     * @throws ProblemException DATABASE_UNAVAILABLE while the keys are not known: to call a right key wrong would make
     *     a producer give up
     */
    Optional<Caller> callerOf(String keyId, byte[] digest) {
        if (!known) {
            throw new ProblemException(ErrorCode.DATABASE_UNAVAILABLE, "The keys are not known yet; try again.");
        }
        long now = clock.millis();
        StoredKey key = keys.getOrDefault(keyId, StoredKey.NONE);
        if (!key.opensWith(digest, now)) {
            return Optional.empty();
        }
        uses.note(keyId, now);
        return Optional.of(key.caller());
    }

    /** Takes over changes, and throws away nothing when the database is away. */
    synchronized void look() {
        try {
            // First: a change between the two reads is then read again by the next look.
            long seen = source.version();
            if (!known || seen != version) {
                Map<String, StoredKey> valid = new HashMap<>();
                source.valid().forEach(key -> valid.put(key.caller().keyId(), key));
                keys = Map.copyOf(valid);
                version = seen;
                known = true;
            }
            if (outage) {
                LOG.info("The stored keys can be read again");
                outage = false;
            }
        } catch (ProblemException away) {
            // Said once, not with every look.
            if (!outage) {
                LOG.warn("The stored keys cannot be read; the last known ones hold", away);
                outage = true;
            }
        }
    }

    /** Writes down what was used since the last time; what cannot be written is tried again with the next. */
    void keepUses() {
        Map<String, Instant> noted = uses.noted();
        if (!noted.isEmpty()) {
            source.keepUses(noted);
            uses.forget(noted);
        }
    }

    private void lookAgain() {
        try {
            look();
            looks++;
            if (looks % LOOKS_PER_KEEPING == 0) {
                keepUses();
            }
        } catch (ProblemException away) {
            LOG.debug("The last use of keys is kept later", away);
        } catch (RuntimeException bug) {
            // Else the executor would silently never look again.
            LOG.error("Looking at the stored keys failed; the last known ones hold", bug);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            keepUses();
        } catch (ProblemException away) {
            LOG.info("The last use of keys was not kept: {}", away.detail());
        }
    }
}
