package com.holded.pipeline.event;

import java.util.List;

/** What the normaliser makes of one element of a package. */
public sealed interface Normalised {

    /** An event in the one form that the rest of the house knows. */
    record Valid(BusinessEvent event) implements Normalised {}

    /**
     * An element that is no event.
     *
     * @param violations everything that is wrong with it; never empty
     * @param companyId account, or empty when it cannot be read
     * @param eventType type, or empty when it cannot be read
     */
    record Invalid(List<Violation> violations, String companyId, String eventType) implements Normalised {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }
}
