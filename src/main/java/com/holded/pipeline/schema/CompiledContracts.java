package com.holded.pipeline.schema;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compiled schemas by id. An id's schema never changes, so each is asked for and compiled once. Thread-safe. */
final class CompiledContracts {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledContracts.class);

    private final SchemaSource source;
    private final Map<Integer, Contract> contracts = new ConcurrentHashMap<>();
    private final Set<Integer> unusable = ConcurrentHashMap.newKeySet();

    CompiledContracts(SchemaSource source) {
        this.source = source;
    }

    /**
     * The contract of this id; empty when the registry has no schema of this id that events can be checked against.
     *
     * @throws RegistryException when the registry is out of reach and the id was never asked for before
     */
    Optional<Contract> byId(int id) {
        Contract known = contracts.get(id);
        if (known != null || unusable.contains(id)) {
            return Optional.ofNullable(known);
        }
        Optional<RegisteredSchema> schema = source.byId(id);
        Optional<Contract> contract = schema.flatMap(this::compile);
        contract.ifPresent(usable -> contracts.put(id, usable));
        return contract;
    }

    private Optional<Contract> compile(RegisteredSchema schema) {
        try {
            if (schema.type() == SchemaType.JSON) {
                return Optional.of(Contract.compile(schema.id(), schema.text()));
            }
        } catch (RegistryException invalid) {
            LOG.warn("Schema {} cannot be used as a contract: {}", schema.id(), invalid.getMessage());
        }
        unusable.add(schema.id());
        return Optional.empty();
    }
}
