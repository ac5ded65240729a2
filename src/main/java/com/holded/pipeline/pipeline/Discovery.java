package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.ledger.StoredSegment;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds raw segments that collection has stored and the ledger does not know. Keys are in time order, so a look lists
 * only what is newer than the newest known segment less an overlap, in which slow writers and skewed clocks may still
 * add; once a day, and at first, it lists everything. Thread-safe.
 */
public final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Duration OVERLAP = Duration.ofHours(1);
    private static final Duration BETWEEN_SWEEPS = Duration.ofDays(1);
    private static final int PAGE = 1000;

    private final ObjectStore store;
    private final Segments segments;
    private final Clock clock;
    private Instant lastSweep = Instant.EPOCH;

    public Discovery(ObjectStore store, Segments segments, Clock clock) {
        this.store = store;
        this.segments = segments;
        this.clock = clock;
    }

    /**
     * Registers what is new and returns how many segments that is.
     *
     * @throws com.holded.pipeline.storage.StorageException when object storage cannot be listed
     */
    public synchronized int run() {
        Instant now = clock.instant();
        boolean sweep = lastSweep.plus(BETWEEN_SWEEPS).isBefore(now);
        int found = list(sweep ? "" : startAfter(now));
        if (sweep) {
            lastSweep = now;
        }
        return found;
    }

    private String startAfter(Instant now) {
        // A writer whose clock runs ahead must not hide what others store now.
        Instant newest = segments.newest()
                .map(SegmentId::openedAt)
                .filter(opened -> opened.isBefore(now))
                .orElse(now);
        return Keys.rawSegment(new SegmentId(newest.minus(OVERLAP).toEpochMilli(), 0));
    }

    private int list(String startAfter) {
        int found = 0;
        String position = startAfter;
        List<StoredObject> page;
        do {
            page = store.list(Keys.RAW, position, PAGE);
            Failpoint.AFTER_LISTING.hit();
            found += register(page);
            position = page.isEmpty() ? position : page.get(page.size() - 1).key();
        } while (page.size() == PAGE);
        return found;
    }

    private int register(List<StoredObject> page) {
        List<StoredSegment> known = new ArrayList<>();
        for (StoredObject object : page) {
            Keys.segmentOf(object.key())
                    .ifPresentOrElse(
                            segment -> known.add(
                                    new StoredSegment(segment, object.key(), object.sizeBytes(), object.storedAt())),
                            () -> LOG.warn("not a raw segment, left alone: {}", object.key()));
        }
        return known.isEmpty() ? 0 : segments.register(known);
    }
}
