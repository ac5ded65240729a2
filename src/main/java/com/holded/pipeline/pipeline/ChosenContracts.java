package com.holded.pipeline.pipeline;

import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.schema.RegistryException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The contracts of one segment, of which none changes: what {@link #current} names is what an earlier run chose, or is
 * remembered as chosen now. For one thread.
 */
final class ChosenContracts implements Contracts {
    /** Stands for every type without a choice of its own, which is what a segment of any number of types needs. */
    private static final String ALL_OTHERS = "";

    private final Contracts contracts;
    private final SortedMap<String, Integer> earlier;
    private final SortedMap<String, Integer> chosen = new TreeMap<>();

    /** @param earlier what an earlier run chose; empty = nothing yet */
    ChosenContracts(Contracts contracts, SortedMap<String, Integer> earlier) {
        this.contracts = contracts.pinned();
        this.earlier = earlier;
    }

    /** Schema ids by event type; empty when every event knew its schema. */
    SortedMap<String, Integer> chosen() {
        return chosen;
    }

    @Override
    public Contract current(String eventType) {
        Contract general = pinned(ALL_OTHERS);
        Contract own = pinned(eventType);
        chosen.put(ALL_OTHERS, general.id());
        if (own.id() != general.id()) {
            chosen.put(eventType, own.id());
        }
        return own;
    }

    private Contract pinned(String eventType) {
        @Nullable Integer general = earlier.get(ALL_OTHERS);
        if (general == null) {
            return contracts.current(eventType);
        }
        try {
            return contracts.byId(earlier.getOrDefault(eventType, general));
        } catch (RegistryException failure) {
            if (failure.isOutage()) {
                throw failure;
            }
            // The registry was rebuilt since: no run can judge by that schema any more.
            return contracts.current(eventType);
        }
    }

    @Override
    public Contract byId(int id) {
        return contracts.byId(id);
    }
}
