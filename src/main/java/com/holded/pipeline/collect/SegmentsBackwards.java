package com.holded.pipeline.collect;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.StorageException;
import com.holded.pipeline.storage.StoredObject;
import com.holded.pipeline.storage.Width;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stored segments from the newest to the oldest. S3 lists forwards only, so this lists one short time after the other,
 * each by its own prefix: wider ones while they hold little, narrower ones when they hold more than a listing shows.
 * Holds one listing at a time. Not thread-safe.
 */
final class SegmentsBackwards {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentsBackwards.class);
    private static final int KEYS_PER_LISTING = 1000;
    /** Fewer than these, and the next listing may take in up to ten times as much. */
    private static final int FEW = 50;

    private final EventLog.Objects objects;
    private final RequestBudget budget;
    private final Instant now;
    private final @Nullable SegmentId newest;
    private final @Nullable LocalDate only;
    private final DayFolders days;
    private final Deque<Listed> listed = new ArrayDeque<>();
    /** Where the last time of each width begins that held too much. */
    private final Map<Width, Long> crowded = new EnumMap<>(Width.class);

    private long end;
    private long dayStart;
    private Width width = Width.MINUTE;
    private Width widest = Width.DAY;

    /** A segment, and its object as the listing showed it. */
    record Listed(SegmentId id, StoredObject object) {}

    /**
     * @param newest the first segment that may come; null = whichever is the newest
     * @param only the only day whose segments come; null = all days
     */
    SegmentsBackwards(
            EventLog.Objects objects,
            RequestBudget budget,
            Instant now,
            @Nullable SegmentId newest,
            @Nullable LocalDate only) {
        this.objects = objects;
        this.budget = budget;
        this.now = now;
        this.newest = newest;
        this.only = only;
        this.end = newest == null ? SegmentId.END_MILLIS : newest.openedAtMillis() + 1;
        this.days = new DayFolders(objects, budget, new SegmentId(end - 1, 0).day());
        // No day is entered yet.
        this.dayStart = end;
        if (only != null) {
            enter(only);
        }
    }

    /**
     * The next older segment; empty when there is none.
     *
     * @throws RequestBudget.Spent when it would take one more listing than there may be
     */
    Optional<Listed> next() {
        while (listed.isEmpty()) {
            if (end > dayStart) {
                list();
            } else if (only != null) {
                return Optional.empty();
            } else {
                Optional<LocalDate> day = days.next();
                if (day.isEmpty()) {
                    return Optional.empty();
                }
                enter(day.get());
            }
        }
        return Optional.of(listed.removeFirst());
    }

    /** From this id on all segments were listed; empty when no listing was made. */
    Optional<SegmentId> allListedFrom() {
        // Those that were listed and not yet taken come again.
        return end < SegmentId.END_MILLIS && listed.isEmpty() ? Optional.of(new SegmentId(end, 0)) : Optional.empty();
    }

    private void enter(LocalDate day) {
        dayStart = startOf(day);
        end = Math.min(end, startOf(day.plusDays(1)));
    }

    private static long startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    private void list() {
        if (mayHaveFuture()) {
            listFuture();
            return;
        }
        long start = width.startOf(end - 1);
        Optional<List<StoredObject>> found = list(Keys.rawPrefix(new SegmentId(start, 0), width.chars()), "");
        if (found.isPresent()) {
            found.get().forEach(this::take);
            end = start;
            if (found.get().size() < FEW) {
                widen();
            }
        } else {
            crowded.put(width, start);
            width = width.compareTo(widest) < 0 ? widest : width.narrower();
        }
    }

    /** Whether this is the day of now, and what lies behind now was not looked at. */
    private boolean mayHaveFuture() {
        return newest == null
                && dayStart <= now.toEpochMilli()
                && end > now.toEpochMilli() + 1
                && !isCrowded(Width.DAY);
    }

    /** Clocks of writers may run ahead. Nearly always there is nothing, and one listing tells. */
    private void listFuture() {
        SegmentId present = new SegmentId(now.toEpochMilli(), SegmentId.WRITERS - 1);
        Optional<List<StoredObject>> found = list(Keys.rawPrefix(present, 0), Keys.rawSegment(present));
        if (found.isPresent()) {
            found.get().forEach(this::take);
            end = now.toEpochMilli() + 1;
        } else {
            crowded.put(Width.DAY, dayStart);
        }
    }

    /** All objects under the prefix; empty when they are more than one listing shows. */
    private Optional<List<StoredObject>> list(String prefix, String startAfter) {
        budget.takeList();
        try {
            List<StoredObject> found = objects.list(prefix, startAfter, KEYS_PER_LISTING);
            if (found.size() < KEYS_PER_LISTING) {
                return Optional.of(found);
            }
            if (width == Width.MILLISECOND) {
                LOG.warn("Of the objects whose names begin with {} only {} are listed", prefix, KEYS_PER_LISTING);
                return Optional.of(found);
            }
            return Optional.empty();
        } catch (StorageException failure) {
            boolean wide = !startAfter.isEmpty() || width.compareTo(Width.MINUTE) < 0;
            if (!wide || failure.kind() != StorageException.Kind.UNAVAILABLE) {
                throw failure;
            }
            // A server that keeps objects as files looks at each one under a wide prefix; a minute's it can do in time.
            LOG.info("Listing {} took too long; going on by the minute", prefix);
            widest = Width.MINUTE;
            return Optional.empty();
        }
    }

    private boolean isCrowded(Width width) {
        return crowded.getOrDefault(width, -1L) == width.startOf(end - 1);
    }

    private void widen() {
        Width wider = width.wider();
        if (wider.compareTo(widest) >= 0 && !isCrowded(wider)) {
            width = wider;
        }
    }

    private void take(StoredObject object) {
        Keys.segmentOf(object.key())
                .filter(id -> id.openedAtMillis() < end && (newest == null || id.compareTo(newest) <= 0))
                .ifPresent(id -> listed.addFirst(new Listed(id, object)));
    }
}
