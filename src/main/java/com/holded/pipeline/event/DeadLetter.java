package com.holded.pipeline.event;

import java.io.Serializable;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An event that is not counted, with everything that is wrong with it and what it takes to recover it.
 *
 * @param id its identity and address
 * @param packageId package that it came in
 * @param sent the event as sent: JSON text, value for value
 * @param receivedAt when it was received
 * @param schemaId registry id of the schema that it was checked against; 0 = none or the bundled contract
 * @param companyId account, or empty when it cannot be read
 * @param eventType type, or empty when it cannot be read
 * @param violations everything that is wrong with it; never empty
 */
public record DeadLetter(
        EventId id,
        UUID packageId,
        String sent,
        Instant receivedAt,
        int schemaId,
        String companyId,
        String eventType,
        List<Violation> violations)
        implements Serializable {
    public DeadLetter {
        violations = List.copyOf(violations);
        if (violations.isEmpty()) {
            throw new IllegalArgumentException("a dead letter without a reason: " + id);
        }
    }

    /** Those of one segment that several steps found, in the order of their lines. */
    public static List<DeadLetter> inOrder(List<DeadLetter> some, List<DeadLetter> others) {
        return others.isEmpty()
                ? some
                : Stream.concat(some.stream(), others.stream())
                        .sorted(Comparator.comparing(DeadLetter::id))
                        .toList();
    }

    /** The class of the first error, by which dead letters are grouped. */
    public Reason reason() {
        return violations.get(0).reason();
    }
}
