package com.holded.pipeline.collect;

import com.holded.pipeline.collect.SegmentSummaries.Summary;
import com.holded.pipeline.collect.SegmentsBackwards.Listed;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.storage.RawEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The reading of one page: its events first, then those behind it are counted, then those before it, for as long as the
 * call may. Used once, by one thread.
 */
final class PageReading {
    /** Listings of at most a thousand keys. */
    static final int MOST_LISTINGS = 100;
    /** More than a page has events, since not every segment has one that matches. */
    static final int MOST_READS = 600;

    /** A page that has all its events counts no longer than this. */
    private static final Duration LONGEST_COUNT = Duration.ofMillis(300);
    /** A page is filled for no longer than this. */
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(5);

    private final EventLog log;
    private final EventFilter filter;
    private final @Nullable EventId before;
    private final int limit;
    private final Instant now;
    private final LongSupplier nanos;
    private final long begun;
    private final RequestBudget budget = new RequestBudget(MOST_LISTINGS, MOST_READS);

    private final List<Json> entries = new ArrayList<>();
    private long matching;
    private boolean more;

    /**
     * @param before only events older than this one; null = from the newest
     * @param nanos what {@link System#nanoTime} tells
     */
    PageReading(
            EventLog log, EventFilter filter, @Nullable EventId before, int limit, Instant now, LongSupplier nanos) {
        this.log = log;
        this.filter = filter;
        this.before = before;
        this.limit = limit;
        this.now = now;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    EventLog.Page read() {
        @Nullable SegmentId from = before == null ? null : before.segment();
        SegmentsBackwards segments = backwards(from);
        @Nullable EventId lastShown = null;
        @Nullable EventId lookedAt = before;
        boolean inHand = false;
        boolean ended = false;
        boolean exact = false;
        try {
            for (Optional<Listed> next = segments.next(); next.isPresent(); next = segments.next()) {
                inHand = true;
                if (full()) {
                    long found = summary(next.get().id()).matching(filter);
                    matching += found;
                    more |= found > 0;
                } else {
                    lastShown = Optional.ofNullable(show(next.get())).orElse(lastShown);
                    lookedAt = EventId.of(next.get().id(), 0);
                }
                inHand = false;
                checkTime();
            }
            ended = true;
            if (from != null) {
                countNewerThan(from);
            }
            exact = true;
        } catch (RequestBudget.Spent spent) {
            if (!inHand) {
                lookedAt = older(lookedAt, segments);
            }
        }
        @Nullable EventId next = null;
        if (full()) {
            next = more || !ended ? lastShown : null;
        } else if (!ended) {
            next = lookedAt;
        }
        return new EventLog.Page(entries, matching, exact, next);
    }

    /** Adds what matches, and returns the last event that was added; null when none was. */
    private @Nullable EventId show(Listed segment) {
        @Nullable Summary known = log.known(segment.id());
        if (known != null && known.matching(filter) == 0) {
            return null;
        }
        budget.takeRead();
        List<RawEvent> events = log.read(segment.id());
        matching += log.summary(segment.id(), events).matching(filter);
        @Nullable EventId last = null;
        for (int line = events.size() - 1; line >= 0 && !more; line--) {
            RawEvent raw = events.get(line);
            if (before != null && raw.id().compareTo(before) >= 0) {
                continue;
            }
            StoredEvent event = new StoredEvent(raw);
            if (!filter.matches(event.companyId(), event.eventType(), event.status())) {
                continue;
            }
            if (full()) {
                more = true;
            } else {
                entries.add(event.toListEntry(segment.object()));
                last = raw.id();
            }
        }
        return last;
    }

    private void countNewerThan(SegmentId segment) {
        SegmentsBackwards segments = backwards(null);
        for (Optional<Listed> next = segments.next();
                next.isPresent() && next.get().id().compareTo(segment) > 0;
                next = segments.next()) {
            checkTime();
            matching += summary(next.get().id()).matching(filter);
        }
    }

    private Summary summary(SegmentId segment) {
        @Nullable Summary known = log.known(segment);
        if (known != null) {
            return known;
        }
        budget.takeRead();
        return log.summary(segment, log.read(segment));
    }

    private SegmentsBackwards backwards(@Nullable SegmentId from) {
        return new SegmentsBackwards(log.objects(), budget, now, from, filter.day());
    }

    private boolean full() {
        return entries.size() == limit;
    }

    private void checkTime() {
        Duration longest = full() ? LONGEST_COUNT : LONGEST_SEARCH;
        if (nanos.getAsLong() - begun > longest.toNanos()) {
            throw new RequestBudget.Spent("time");
        }
    }

    /** The older of the last segment that was looked at and the time since when all were. */
    private static @Nullable EventId older(@Nullable EventId lookedAt, SegmentsBackwards segments) {
        Optional<SegmentId> listed = segments.allListedFrom();
        if (listed.isEmpty()) {
            return lookedAt;
        }
        EventId first = EventId.of(listed.get(), 0);
        return lookedAt == null || first.compareTo(lookedAt) < 0 ? first : lookedAt;
    }
}
