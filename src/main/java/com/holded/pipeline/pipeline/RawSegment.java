package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.storage.RawEvent;
import java.io.Serializable;
import java.util.List;

/** A segment as it was read, its events in the order of their lines. */
record RawSegment(SegmentTask task, List<RawEvent> events) implements Serializable {
    RawSegment {
        events = List.copyOf(events);
    }

    /** Bytes of its events, as they were sent. */
    long bytes() {
        return events.stream().mapToLong(event -> event.event().length).sum();
    }
}
