package com.holded.pipeline.ledger;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Violation;
import java.util.List;

/**
 * Dead letters that were judged again: what one transaction of a replay settles.
 *
 * @param passed those that passed, under their own ids
 * @param failed those that did not
 * @param enrichedKey object that holds the passed ones; empty when there are none
 */
public record ReplayBatch(List<EnrichedEvent> passed, List<Failed> failed, String enrichedKey) {
    public ReplayBatch {
        passed = List.copyOf(passed);
        failed = List.copyOf(failed);
    }

    /** A dead letter that stays one, and why. */
    public record Failed(EventId id, int schemaId, List<Violation> violations) {
        public Failed {
            violations = List.copyOf(violations);
        }
    }
}
