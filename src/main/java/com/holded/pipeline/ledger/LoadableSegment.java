package com.holded.pipeline.ledger;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import java.io.Serializable;
import java.util.List;

/**
 * All events of one raw segment, judged and enriched: what one transaction loads.
 *
 * @param task the segment and its fence
 * @param events those that passed, in the order of their lines
 * @param deadLetters those that did not, in the order of their lines
 * @param enriched where the enriched objects stand
 */
public record LoadableSegment(
        SegmentTask task, List<EnrichedEvent> events, List<DeadLetter> deadLetters, Enriched enriched)
        implements Serializable {
    public LoadableSegment {
        events = List.copyOf(events);
        deadLetters = List.copyOf(deadLetters);
    }

    /**
     * The enriched object that the manifest names.
     *
     * @param key its key; empty when no event passed, and then there is no object
     * @param sha256 lower-case hex SHA-256 of its bytes; empty with the key
     */
    public record Enriched(String key, String sha256) implements Serializable {}
}
