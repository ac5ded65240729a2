package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.platform.Isolation;
import com.holded.pipeline.storage.SegmentFormat;
import java.nio.charset.StandardCharsets;
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
        StringBuilder lines = new StringBuilder();
        List<EnrichedEvent> events = new ArrayList<>(segment.events().size());
        List<DeadLetter> failed = new ArrayList<>();
        for (EnrichedEvent event : segment.events()) {
            int start = lines.length();
            boolean written = ISOLATION.on(
                    () -> {
                        ObjectLines.enriched(
                                lines,
                                event,
                                segment.task().storedAt(),
                                segment.task().takenUpAt(),
                                version);
                        return true;
                    },
                    failure -> {
                        lines.setLength(start);
                        failed.add(event.refused(failure));
                        return false;
                    });
            if (written) {
                events.add(event);
            }
        }
        return new SegmentObjects(
                events,
                DeadLetter.inOrder(segment.deadLetters(), failed),
                events.isEmpty()
                        ? NOTHING
                        : SegmentFormat.compress(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
