package com.holded.pipeline.collect;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.storage.RawEvent;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many events of each kind the segments have. Segments never change, so a count that was made once holds; the least
 * recently used are forgotten, so that memory does not grow with the number of events. Thread-safe.
 */
final class SegmentSummaries {
    private final int mostKinds;
    private final Map<SegmentId, Summary> known = new LinkedHashMap<>(64, 0.75f, true);
    private int kinds;

    /** @param mostKinds entries of all summaries together that are kept */
    SegmentSummaries(int mostKinds) {
        this.mostKinds = mostKinds;
    }

    private record Kind(String company, String type, String status) {}

    /** The counts of one segment. */
    static final class Summary {
        /** A segment that cannot be read has no events that anyone could be shown. */
        static final Summary UNREADABLE = new Summary(Map.of());

        private final Map<Kind, Integer> counts;

        private Summary(Map<Kind, Integer> counts) {
            this.counts = counts;
        }

        static Summary of(List<RawEvent> events) {
            Map<Kind, Integer> counts = new HashMap<>();
            for (RawEvent raw : events) {
                StoredEvent event = new StoredEvent(raw);
                counts.merge(new Kind(event.companyId(), event.eventType(), event.status()), 1, Integer::sum);
            }
            return new Summary(Map.copyOf(counts));
        }

        long matching(EventFilter filter) {
            long matching = 0;
            for (Map.Entry<Kind, Integer> entry : counts.entrySet()) {
                Kind kind = entry.getKey();
                if (filter.matches(kind.company(), kind.type(), kind.status())) {
                    matching += entry.getValue();
                }
            }
            return matching;
        }

        private int kinds() {
            return Math.max(1, counts.size());
        }
    }

    synchronized @Nullable Summary find(SegmentId segment) {
        return known.get(segment);
    }

    synchronized void keep(SegmentId segment, Summary summary) {
        @Nullable Summary before = known.put(segment, summary);
        kinds += summary.kinds() - (before == null ? 0 : before.kinds());
        Iterator<Summary> eldest = known.values().iterator();
        while (kinds > mostKinds && eldest.hasNext()) {
            kinds -= eldest.next().kinds();
            eldest.remove();
        }
    }

    synchronized int size() {
        return known.size();
    }
}
