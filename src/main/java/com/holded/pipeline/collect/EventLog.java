package com.holded.pipeline.collect;

import com.holded.pipeline.collect.SegmentSummaries.Summary;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException;
import com.holded.pipeline.storage.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads events back, straight from object storage. Memory does not grow with the number of events. Thread-safe. */
final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final int MOST_KINDS = 200_000;

    private final Objects objects;
    private final Clock clock;
    private final LongSupplier nanos;
    private final SegmentSummaries summaries = new SegmentSummaries(MOST_KINDS);

    /** What it needs of storage. */
    interface Objects {
        /** All bytes; fails with NOT_FOUND when there is no such object. */
        byte[] read(String key);

        /** In order of keys. */
        List<StoredObject> list(String prefix, String startAfter, int most);

        /** Prefixes right below this one that end in a slash, in order. */
        List<String> folders(String prefix);
    }

    /** @param nanos what {@link System#nanoTime} tells */
    EventLog(Objects objects, Clock clock, LongSupplier nanos) {
        this.objects = objects;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Reads from this store. */
    static EventLog of(ObjectStore store, Clock clock) {
        return new EventLog(storage(store), clock, System::nanoTime);
    }

    private static EventLog.Objects storage(ObjectStore store) {
        return new EventLog.Objects() {
            @Override
            public byte[] read(String key) {
                return store.read(key);
            }

            @Override
            public List<StoredObject> list(String prefix, String startAfter, int most) {
                return store.list(prefix, startAfter, most);
            }

            @Override
            public List<String> folders(String prefix) {
                return store.folders(prefix);
            }
        };
    }

    /**
     * One page of a list.
     *
     * @param entries newest first; may be fewer than asked for, or none, while there is a next page
     * @param total events that match the filter on all pages, or those of them that were counted
     * @param exact whether all were counted
     * @param next cursor of the following page: only events older than this id; null on the last page
     */
    record Page(List<Json> entries, long total, boolean exact, @Nullable EventId next) {}

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
     * Events that match, newest first. However many there are, at most {@link PageReading#MOST_LISTINGS} listings and
     * {@link PageReading#MOST_READS} reads are made.
     *
     * @param before only events older than this one; null = from the newest
     */
    Page page(EventFilter filter, @Nullable EventId before, int limit) {
        return new PageReading(this, filter, before, limit, clock.instant(), nanos).read();
    }

    Objects objects() {
        return objects;
    }

    /** What was counted before; null when nothing was. */
    @Nullable
    Summary known(SegmentId segment) {
        return summaries.find(segment);
    }

    /** Counts the events of a segment, and remembers what it counted. */
    Summary summary(SegmentId segment, List<RawEvent> events) {
        @Nullable Summary known = summaries.find(segment);
        if (known != null) {
            return known;
        }
        Summary summary = events.isEmpty() ? Summary.UNREADABLE : Summary.of(events);
        summaries.keep(segment, summary);
        return summary;
    }

    /** None when the object is damaged or gone: the rest of the list is still true. */
    List<RawEvent> read(SegmentId segment) {
        try {
            return SegmentFormat.decode(objects.read(Keys.rawSegment(segment)), segment);
        } catch (SegmentFormat.Damaged damaged) {
            LOG.warn("Segment {} cannot be shown: {}", segment, damaged.getMessage());
            return List.of();
        } catch (StorageException failure) {
            if (failure.kind() == StorageException.Kind.NOT_FOUND
                    || failure.kind() == StorageException.Kind.TOO_LARGE) {
                LOG.warn("Segment {} cannot be shown: {}", segment, failure.getMessage());
                return List.of();
            }
            throw failure;
        }
    }
}
