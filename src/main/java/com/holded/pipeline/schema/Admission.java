package com.holded.pipeline.schema;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.Normalised;
import com.holded.pipeline.event.Normaliser;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.Causes;
import com.holded.pipeline.platform.Isolation;
import com.holded.pipeline.platform.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The verdict on one element of a package: read, normalised, checked against a contract. The door and the pipeline ask
 * the same judge, so they cannot disagree. Thread-safe.
 */
public final class Admission {
    private static final int LONGEST_MESSAGE = 500;

    private static final Isolation ISOLATION =
            new Isolation("judged", failure -> Causes.find(failure, RegistryException.class)
                    .filter(RegistryException::isOutage)
                    .isPresent());

    private final Normaliser normaliser = new Normaliser(JsonText::embedded);
    private final Contracts contracts;

    public Admission(Contracts contracts) {
        this.contracts = contracts;
    }

    /** Whether an element is an event. */
    public sealed interface Verdict {
        /** Id of the contract that was asked; 0 = the bundled one, or none. */
        int schemaId();

        /** An event that may be counted. */
        record Admitted(BusinessEvent event, int schemaId) implements Verdict {}

        /**
         * No event, or not one that keeps the contract.
         *
         * @param violations everything that is wrong with it, such that every store takes it; never empty
         * @param companyId account, or empty when it cannot be read
         * @param eventType type, or empty when it cannot be read
         */
        record Refused(List<Violation> violations, String companyId, String eventType, int schemaId)
                implements Verdict {
            public Refused {
                violations = violations.stream().map(Admission::storable).toList();
            }
        }
    }

    /** The verdict under the contract that holds now for the type of the event. */
    public Verdict judge(JsonText.Parsed element, Instant receivedAt) {
        return judge(element, receivedAt, Contract.BUNDLED_ID);
    }

    /**
     * The verdict under a contract that was chosen before; {@link Contract#BUNDLED_ID}, or one that the registry no longer
     * knows, leaves the choice to now. An element that nobody can judge is refused, so that its neighbours are not lost
     * with it.
     *
     * @throws RegistryException when the registry is out of reach and the contract was never asked for: try again later
     */
    public Verdict judge(JsonText.Parsed element, Instant receivedAt, int schemaId) {
        return ISOLATION.on(
                () -> verdict(element, receivedAt, schemaId),
                failure -> new Verdict.Refused(List.of(failure), "", "", schemaId));
    }

    private Verdict verdict(JsonText.Parsed element, Instant receivedAt, int schemaId) {
        Normalised normalised = normaliser.normalise(element.value(), receivedAt);
        if (normalised instanceof Normalised.Valid valid) {
            BusinessEvent event = valid.event();
            Contract contract = contract(schemaId, event.eventType());
            // Within, so that the dead letter names the company and the type of an event that its contract fails on.
            List<Violation> broken = ISOLATION.on(() -> contract.violations(event), List::of);
            List<Violation> violations = both(element.violations(), broken);
            return violations.isEmpty()
                    ? new Verdict.Admitted(event, contract.id())
                    : new Verdict.Refused(violations, event.companyId(), event.eventType(), contract.id());
        }
        Normalised.Invalid invalid = (Normalised.Invalid) normalised;
        return new Verdict.Refused(
                both(element.violations(), invalid.violations()), invalid.companyId(), invalid.eventType(), schemaId);
    }

    private static List<Violation> both(List<Violation> some, List<Violation> others) {
        // Nearly always so, and asked for every event.
        if (some.isEmpty()) {
            return others;
        }
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private Contract contract(int schemaId, String eventType) {
        if (schemaId != Contract.BUNDLED_ID) {
            try {
                return contracts.byId(schemaId);
            } catch (RegistryException failure) {
                if (failure.isOutage()) {
                    throw failure;
                }
                // A registry that was rebuilt has other ids; an event that was accepted is not stuck for it.
            }
        }
        return contracts.current(eventType);
    }

    /** Pointers and messages quote what was sent, which may be long or hold what no database takes. */
    private static Violation storable(Violation violation) {
        String message = violation.message();
        if (message.length() > LONGEST_MESSAGE) {
            message = message.substring(0, LONGEST_MESSAGE) + "…";
        }
        return new Violation(
                violation.reason(),
                JsonText.storable(violation.pointer()),
                violation.keyword(),
                JsonText.storable(message));
    }
}
