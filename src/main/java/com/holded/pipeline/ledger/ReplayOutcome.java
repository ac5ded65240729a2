package com.holded.pipeline.ledger;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Violation;
import java.util.List;

/**
 * What a replay made of one dead letter.
 *
 * @param schemaId schema that it was judged by
 * @param errors why it stays open; empty when it does not
 */
public record ReplayOutcome(EventId id, Kind kind, int schemaId, List<Violation> errors) {
    public ReplayOutcome {
        errors = List.copyOf(errors);
    }

    /** What can come of it. */
    public enum Kind {
        /** It has a row in {@code business_events}. */
        LOADED,
        /** Its message was counted before. */
        DUPLICATE,
        /** Its message id was seen before with other content; it stays open. */
        CONFLICT,
        /** It did not pass; it stays open. */
        FAILED;

        /** Whether the event is accounted for. */
        public boolean settled() {
            return this == LOADED || this == DUPLICATE;
        }
    }
}
