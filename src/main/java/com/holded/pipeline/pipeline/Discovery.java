package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.DiscoveryProgress;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.Width;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds raw segments that collection has stored and the ledger does not know. Keys are in time order, so a <em>look</em>
 * lists only what is about as new as the last look, a few listings however many segments there are, and every few seconds
 * also the hours around it, in which slow writers and wrong clocks may still add. Whatever came later than that is found
 * by the <em>sweep</em>, which goes through all days once a day, the newest first, in steps that outlive the process.
 * Thread-safe.
 */
public final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    /** What nearly all segments are late by, and clocks ahead. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** A clock that is an hour behind, and a writer that is half an hour late, with room. */
    private static final Duration BEHIND = Duration.ofHours(2);

    private static final Duration AHEAD = Duration.ofMinutes(65);

    /** Without a look for so long, the hours since are listed. */
    private static final Duration STALE = Duration.ofMinutes(5);

    /** Without a look for longer, it is the sweep that finds the rest. */
    private static final Duration LONGEST_GAP = Duration.ofDays(1);

    private static final Duration BETWEEN_SWEEPS = Duration.ofDays(1);
    private static final Duration SWEEP_STEP = Duration.ofMinutes(5);
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** The hours around a look are listed for a twentieth of the time at most. */
    private static final int PAUSE_TO_COST = 20;

    /** Listings of the hours around that a look waits for; more of them are left to {@link #tend}. */
    private static final int MOST_AT_ONCE = 40;

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final ObjectStore store;
    private final Segments segments;
    private final DiscoveryProgress progress;
    private long aroundDueNanos = System.nanoTime();
    private boolean aroundIsLong;

    public Discovery(ObjectStore store, Segments segments, DiscoveryProgress progress) {
        this.store = store;
        this.segments = segments;
        this.progress = progress;
    }

    /**
     * Registers what is new and returns how many segments that is.
     *
     * @throws com.holded.pipeline.storage.StorageException when object storage cannot be listed
     */
    public synchronized int look() {
        DiscoveryProgress.State state = progress.state();
        Instant now = state.now();
        // A watermark of a clock that has been set back since says nothing about what came in the meantime.
        Instant known = state.lookedUntil().filter(then -> then.isBefore(now)).orElse(now);
        boolean stale = state.lookedUntil().isEmpty() || known.isBefore(now.minus(STALE));
        Instant from = stale ? now : known;
        RawListing fresh = new RawListing(store, segments, UNBOUNDED);
        fresh.between(millis(from.minus(FRESH)), millis(now.plus(FRESH)), Width.TEN_MINUTES);
        int found = fresh.found();
        if (stale || (isAroundDue() && !aroundIsLong)) {
            Instant since = known.isBefore(now.minus(LONGEST_GAP)) ? now.minus(LONGEST_GAP) : known;
            boolean whole = since.equals(known);
            RawListing around = new RawListing(store, segments, MOST_AT_ONCE);
            whole &= listAround(around, since, now);
            found += around.found();
            if (stale && !whole) {
                progress.requireSweep();
            }
        }
        progress.looked(now);
        return found;
    }

    /**
     * Does what no look waits for: lists the hours around when that takes long, and goes on with the sweep when one is due.
     * To be called again and again, on every replica; one of them is at the sweep at a time.
     *
     * @param goesOn asked before each step
     */
    public void tend(BooleanSupplier goesOn) {
        tendAround();
        while (goesOn.getAsBoolean() && sweepOn()) {
            // One step after the other.
        }
    }

    private synchronized boolean isAroundDue() {
        return System.nanoTime() - aroundDueNanos >= 0;
    }

    private void tendAround() {
        boolean due;
        synchronized (this) {
            due = aroundIsLong && isAroundDue();
        }
        if (due) {
            Instant now = progress.state().now();
            listAround(new RawListing(store, segments, UNBOUNDED), now, now);
        }
    }

    /** Whether all of it could be listed. */
    private boolean listAround(RawListing listing, Instant since, Instant now) {
        long begun = System.nanoTime();
        boolean whole = true;
        try {
            listing.between(millis(since.minus(BEHIND)), millis(now.plus(AHEAD)), Width.HOUR);
        } catch (RawListing.Spent tooMuch) {
            whole = false;
        }
        noteCost(System.nanoTime() - begun, whole);
        return whole;
    }

    private synchronized void noteCost(long nanos, boolean whole) {
        aroundIsLong = !whole || nanos > LEAST_PAUSE.toNanos() / PAUSE_TO_COST;
        long pause = Math.max(LEAST_PAUSE.toNanos(), Math.min(LONGEST_PAUSE.toNanos(), nanos * PAUSE_TO_COST));
        aroundDueNanos = System.nanoTime() + (whole ? pause : 0);
    }

    /** One step of the sweep; false when there is none to do here and now. */
    private boolean sweepOn() {
        OptionalLong taken = progress.takeSweep(SegmentId.END_MILLIS, BETWEEN_SWEEPS, SWEEP_STEP);
        if (taken.isEmpty()) {
            return false;
        }
        RawListing listing = new RawListing(store, segments, UNBOUNDED);
        OptionalLong next = listing.newestBefore(taken.getAsLong());
        if (listing.found() > 0) {
            LOG.info("the sweep found {} raw segments that no look had seen", listing.found());
        }
        next.ifPresentOrElse(
                older -> progress.swept(taken.getAsLong(), older), () -> progress.sweptAll(taken.getAsLong()));
        return true;
    }

    /**
     * Registers everything there is, whatever the last sweep saw.
     *
     * @param goesOn asked before each step
     * @return whether it came to the end
     */
    public boolean sweepAll(BooleanSupplier goesOn) {
        OptionalLong before = OptionalLong.of(SegmentId.END_MILLIS);
        while (before.isPresent() && goesOn.getAsBoolean()) {
            before = new RawListing(store, segments, UNBOUNDED).newestBefore(before.getAsLong());
        }
        return before.isEmpty();
    }

    private static long millis(Instant instant) {
        return instant.toEpochMilli();
    }
}
