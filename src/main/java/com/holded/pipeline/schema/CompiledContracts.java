package com.holded.pipeline.schema;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled schemas by id. An id's schema never changes, so each is asked for and compiled once and known until there are
 * too many; that there is none of an id is believed for a short time only. Thread-safe.
 */
final class CompiledContracts {
    /** Compiled, each takes some tens of kilobytes. */
    static final int MOST = 1_000;

    /** A job asks once for each event, and must not ask the registry as often for what it has not. */
    private static final Duration ABSENCE = Duration.ofSeconds(5);

    /** A schema of another language stays one. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final Logger LOG = LoggerFactory.getLogger(CompiledContracts.class);

    private final SchemaSource source;
    private final LongSupplier nanos;
    private final Map<Integer, Contract> contracts = new ConcurrentHashMap<>();
    /** Ids without a usable schema, and until when that is believed. */
    private final Map<Integer, Long> absent = new ConcurrentHashMap<>();

    CompiledContracts(SchemaSource source) {
        this(source, System::nanoTime);
    }

    CompiledContracts(SchemaSource source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
    }

    /**
     * The contract of this id; empty when the registry has no schema of this id that events can be checked against.
     *
     * @throws RegistryException when the registry is out of reach and the id is not known from before
     */
    Optional<Contract> byId(int id) {
        Contract known = contracts.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Long until = absent.get(id);
        if (until != null && nanos.getAsLong() - until < 0) {
            return Optional.empty();
        }
        Optional<RegisteredSchema> schema = source.byId(id);
        Optional<Contract> contract = schema.flatMap(this::compile);
        if (contract.isPresent()) {
            keep(contracts, id, contract.get());
        } else {
            boolean otherLanguage = schema.isPresent() && schema.get().type() != SchemaType.JSON;
            keep(absent, id, nanos.getAsLong() + (otherLanguage ? FOR_EVER : ABSENCE).toNanos());
        }
        return contract;
    }

    /** Any other makes room: it is asked for again when it is needed. */
    private static <T> void keep(Map<Integer, T> map, int id, T value) {
        Iterator<Integer> others = map.keySet().iterator();
        while (map.size() >= MOST && others.hasNext()) {
            others.next();
            others.remove();
        }
        map.put(id, value);
    }

    private Optional<Contract> compile(RegisteredSchema schema) {
        if (schema.type() != SchemaType.JSON) {
            return Optional.empty();
        }
        try {
            References references = References.resolve(schema.type(), schema.references(), this::find);
            return Optional.of(Contract.compile(schema.id(), schema.text(), references));
        } catch (RegistryException invalid) {
            if (invalid.isOutage()) {
                throw invalid;
            }
            LOG.warn("Schema {} cannot be used as a contract: {}", schema.id(), invalid.getMessage());
            return Optional.empty();
        }
    }

    private Optional<References.Referenced> find(String subject, int version) {
        return source.version(subject, version)
                .map(schema -> new References.Referenced(schema.type(), schema.text(), schema.references()));
    }
}
