package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.storage.RawEvent;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** A segment with a verdict on each of its events; together they are as many as the segment has. */
record JudgedSegment(SegmentTask task, List<Admitted> admitted, List<DeadLetter> deadLetters) implements Serializable {
    JudgedSegment {
        admitted = List.copyOf(admitted);
        deadLetters = List.copyOf(deadLetters);
    }

    /** An event that passed, as sent and as normalised. */
    record Admitted(RawEvent raw, BusinessEvent event, int schemaId) implements Serializable {
        /** The event as one that a later step failed on. */
        DeadLetter deadLetter(Violation failure) {
            return new DeadLetter(
                    raw.id(),
                    raw.packageId(),
                    new String(raw.event(), StandardCharsets.UTF_8),
                    Instant.ofEpochMilli(raw.receivedAtMillis()),
                    schemaId,
                    event.companyId(),
                    event.eventType(),
                    List.of(failure));
        }
    }
}
