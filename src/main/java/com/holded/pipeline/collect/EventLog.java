package com.holded.pipeline.collect;

import com.holded.pipeline.collect.SegmentSummaries.Summary;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException;
import com.holded.pipeline.storage.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads events back, straight from object storage. Memory does not grow with the number of events. Thread-safe. */
final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final int KEYS_PER_LISTING = 1000;
    private static final int MOST_KINDS = 200_000;

    private final Objects objects;
    private final SegmentSummaries summaries = new SegmentSummaries(MOST_KINDS);

    /** What it needs of storage. */
    interface Objects {
        /** All bytes; fails with NOT_FOUND when there is no such object. */
        byte[] read(String key);

        /** In order of keys. */
        List<StoredObject> list(String prefix, String startAfter, int most);
    }

    EventLog(Objects objects) {
        this.objects = objects;
    }

    /**
     * One page of a list.
     *
     * @param entries newest first
     * @param total events that match the filter, on all pages
     * @param next cursor of the following page; null on the last one
     */
    record Page(List<Json> entries, long total, @Nullable EventId next) {}

    private record Segment(SegmentId id, StoredObject object) {}

    /** The event with exactly this id: one object is read. */
    Optional<StoredEvent> find(EventId id) {
        try {
            byte[] object = objects.read(Keys.rawSegment(id.segment()));
            return SegmentFormat.line(object, id.line())
                    .filter(event -> event.id().equals(id))
                    .map(StoredEvent::new);
        } catch (StorageException failure) {
            if (failure.kind() == StorageException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /**
     * Events that match, newest first. All keys under the filter's prefix are listed; of segments that were counted
     * before only those on the page are read.
     *
     * @param before only events older than this one; null = from the newest
     */
    Page page(EventFilter filter, @Nullable EventId before, int limit) {
        // One more segment than events: the one of the cursor may have no older event that matches.
        Deque<Segment> newest = new ArrayDeque<>();
        long total = 0;
        String startAfter = "";
        List<StoredObject> listed;
        do {
            listed = objects.list(filter.prefix(), startAfter, KEYS_PER_LISTING);
            for (StoredObject object : listed) {
                startAfter = object.key();
                Optional<SegmentId> id = Keys.segmentOf(object.key());
                long matching = id.map(this::summary)
                        .map(known -> known.matching(filter))
                        .orElse(0L);
                total += matching;
                if (matching > 0 && (before == null || id.orElseThrow().compareTo(before.segment()) <= 0)) {
                    newest.addLast(new Segment(id.orElseThrow(), object));
                    if (newest.size() > limit + 2) {
                        newest.removeFirst();
                    }
                }
            }
        } while (listed.size() == KEYS_PER_LISTING);
        return read(newest, filter, before, limit, total);
    }

    private Page read(Deque<Segment> segments, EventFilter filter, @Nullable EventId before, int limit, long total) {
        List<Json> entries = new ArrayList<>();
        @Nullable EventId last = null;
        while (!segments.isEmpty()) {
            Segment segment = segments.removeLast();
            List<RawEvent> events = events(segment.id());
            for (int line = events.size() - 1; line >= 0; line--) {
                RawEvent raw = events.get(line);
                if (before != null && raw.id().compareTo(before) >= 0) {
                    continue;
                }
                StoredEvent event = new StoredEvent(raw);
                if (filter.matches(event.companyId(), event.eventType(), event.status())) {
                    if (entries.size() == limit) {
                        return new Page(entries, total, last);
                    }
                    entries.add(event.toListEntry(segment.object()));
                    last = raw.id();
                }
            }
        }
        return new Page(entries, total, null);
    }

    private Summary summary(SegmentId segment) {
        @Nullable Summary known = summaries.find(segment);
        if (known != null) {
            return known;
        }
        List<RawEvent> events = events(segment);
        Summary summary = events.isEmpty() ? Summary.UNREADABLE : Summary.of(events);
        summaries.keep(segment, summary);
        return summary;
    }

    /** None when the object is damaged or gone: the rest of the list is still true. */
    private List<RawEvent> events(SegmentId segment) {
        try {
            return SegmentFormat.decode(objects.read(Keys.rawSegment(segment)));
        } catch (SegmentFormat.Damaged damaged) {
            LOG.warn("Segment {} cannot be shown: {}", segment, damaged.getMessage());
            return List.of();
        } catch (StorageException failure) {
            if (failure.kind() == StorageException.Kind.NOT_FOUND || failure.kind() == StorageException.Kind.REFUSED) {
                LOG.warn("Segment {} cannot be shown: {}", segment, failure.getMessage());
                return List.of();
            }
            throw failure;
        }
    }
}
