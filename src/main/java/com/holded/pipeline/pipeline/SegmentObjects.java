package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * What is written of a segment, and which of its events that is.
 *
 * @param events those that stand in the enriched object, in the order of their lines
 * @param deadLetters the others, in the order of their lines
 * @param enriched bytes of the enriched object; empty when there are no events
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of each object would be dear.
record SegmentObjects(List<EnrichedEvent> events, List<DeadLetter> deadLetters, byte[] enriched) {
    private static final byte[] NOTHING = {};

    /** A function of the segment and the version alone. */
    static SegmentObjects of(EnrichedSegment segment, PipelineVersion version) {
        EnrichedLines lines =
                new EnrichedLines(segment.events().size(), segment.task().takenUpAt(), version);
        String storedAt = segment.task().storedAt().toString();
        List<EnrichedEvent> events = new ArrayList<>(segment.events().size());
        List<DeadLetter> failed = new ArrayList<>();
        for (EnrichedEvent event : segment.events()) {
            lines.append(event, storedAt)
                    .ifPresentOrElse(failure -> failed.add(event.refused(failure)), () -> events.add(event));
        }
        return new SegmentObjects(
                events,
                DeadLetter.inOrder(segment.deadLetters(), failed),
                events.isEmpty() ? NOTHING : lines.compressed());
    }
}
