package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.storage.RawEvent;
import java.io.Serializable;
import java.util.List;

/** A segment with a verdict on each of its events; together they are as many as the segment has. */
record JudgedSegment(SegmentTask task, List<Admitted> admitted, List<DeadLetter> deadLetters) implements Serializable {
    JudgedSegment {
        admitted = List.copyOf(admitted);
        deadLetters = List.copyOf(deadLetters);
    }

    /** An event that passed, as sent and as normalised. */
    record Admitted(RawEvent raw, BusinessEvent event, int schemaId) implements Serializable {}
}
