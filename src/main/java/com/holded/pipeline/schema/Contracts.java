package com.holded.pipeline.schema;

/** The contracts that events are checked against. Thread-safe. */
public interface Contracts {
    /**
     * The contract for events of this type: the latest version of the subject named after the type if there is one,
     * else of {@code events.raw-value}. Never fails and never waits for long: when the registry is out of reach, the
     * last known contract holds, and as a last resort the bundled one.
     */
    Contract current(String eventType);

    /**
     * The contract with this id; {@link Contract#BUNDLED_ID} is the bundled one. Asked once, known for ever.
     *
     * @throws RegistryException when the registry has no JSON Schema of this id, or ({@link
     *     RegistryException#isOutage()}) when it is out of reach and the id was never asked before: try again later
     */
    Contract byId(int id);
}
