package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.ledger.SegmentTask;
import java.io.Serializable;
import java.util.List;

/** A segment whose events are enriched, ready to be written and loaded. */
record EnrichedSegment(SegmentTask task, List<EnrichedEvent> events, List<DeadLetter> deadLetters)
        implements Serializable {
    EnrichedSegment {
        events = List.copyOf(events);
        deadLetters = List.copyOf(deadLetters);
    }
}
