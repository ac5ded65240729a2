package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Settings;
import javax.sql.DataSource;

/** The contracts that events are checked against. Thread-safe. */
public interface Contracts {

    /**
     * The contracts of the registry that is configured. Touches nothing until it is asked; follows the registry only
     * after {@link LiveContracts#registerShipped()}, and until then knows no current contract but the bundled one.
     */
    static LiveContracts open(Settings.Registry registry, DataSource database) {
        return registry instanceof Settings.Registry.External external
                ? new LiveContracts(new RemoteRegistry(external), LiveContracts.LOOK_AT_EXTERNAL)
                : new LiveContracts(new SchemaStore(database), LiveContracts.LOOK_AT_OWN_TABLES);
    }

    /**
     * The subject of events of this type alone: the type with dots for backslashes, for example
     * {@code Holded.Invoicing.Event.InvoicePaid}. Payara refuses a backslash in a path, however it is encoded, so a
     * subject with one could be neither registered nor read.
     */
    static String subjectOf(String eventType) {
        return eventType.replace('\\', '.');
    }

    /** One contract for events of every type, whatever the registry says. */
    static Contracts only(Contract contract) {
        return new Contracts() {
            @Override
            public Contract current(String eventType) {
                return contract;
            }

            @Override
            public Contract byId(int id) {
                return contract;
            }
        };
    }

    /**
     * The contract for events of this type: the latest version of {@link #subjectOf its own subject} if there is one,
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

    /**
     * The same contracts, of which none changes any more: what {@link #current} names for a type stays so. For work that
     * is to be judged by one version from its beginning to its end.
     */
    default Contracts pinned() {
        return this;
    }
}
