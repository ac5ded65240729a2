package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.Isolation;
import com.holded.pipeline.storage.SegmentFormat;
import java.io.ByteArrayOutputStream;
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
    private static final Isolation ISOLATION = new Isolation("written");
    private static final byte[] NOTHING = {};

    /** A function of the segment and the version alone. */
    static SegmentObjects of(EnrichedSegment segment, PipelineVersion version) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        List<EnrichedEvent> events = new ArrayList<>(segment.events().size());
        List<DeadLetter> failed = new ArrayList<>();
        for (EnrichedEvent event : segment.events()) {
            byte[] line = ISOLATION.on(
                    () -> ObjectLines.enriched(
                            event, segment.task().storedAt(), segment.task().takenUpAt(), version),
                    failure -> {
                        failed.add(deadLetter(event, failure));
                        return NOTHING;
                    });
            if (line.length > 0) {
                events.add(event);
                lines.writeBytes(line);
            }
        }
        return new SegmentObjects(
                events,
                DeadLetter.inOrder(segment.deadLetters(), failed),
                events.isEmpty() ? NOTHING : SegmentFormat.compress(lines.toByteArray()));
    }

    private static DeadLetter deadLetter(EnrichedEvent event, Violation failure) {
        return new DeadLetter(
                event.id(),
                event.packageId(),
                event.sent(),
                event.receivedAt(),
                event.schemaId(),
                event.event().companyId(),
                event.event().eventType(),
                List.of(failure));
    }
}
