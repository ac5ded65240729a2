package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveContractsTest {
    private static final String TYPE = "Holded\\Invoicing\\Event\\Paid";
    private static final String OWN = "Holded.Invoicing.Event.Paid";

    private final MemorySource source = new MemorySource();
    // Looks only when a test says so.
    private final LiveContracts contracts = new LiveContracts(source, Duration.ofHours(1));

    @AfterEach
    void close() {
        contracts.close();
    }

    @Test
    void bundled_contract_holds_before_the_registry_is_asked() {
        assertThat(contracts.current(TYPE)).isSameAs(Contract.bundled());
        assertThat(contracts.byId(Contract.BUNDLED_ID)).isSameAs(Contract.bundled());
        assertThat(source.calls).isZero();
    }

    @Test
    void shipped_contracts_are_registered_once() {
        contracts.registerShipped();
        contracts.registerShipped();

        assertThat(source.registered)
                .containsExactlyInAnyOrderElementsOf(ShippedContracts.BY_SUBJECT.keySet())
                .contains(LiveContracts.GENERAL_SUBJECT);
        assertThat(contracts.current(TYPE).id()).isEqualTo(1);
        assertThat(contracts.byId(1)).isSameAs(contracts.current(TYPE));
    }

    @Test
    void subject_named_after_the_type_takes_precedence() {
        source.put(OWN, 7, SchemaType.JSON, "{\"required\": [\"data\"]}");

        contracts.registerShipped();

        assertThat(contracts.current(TYPE).id()).isEqualTo(7);
        assertThat(contracts.current("Other").id()).isEqualTo(1);
    }

    @Test
    void subject_that_is_no_json_schema_is_passed_over() {
        source.put(OWN, 7, SchemaType.AVRO, "\"string\"");
        source.put("Broken", 8, SchemaType.JSON, "{\"type\": \"strin\"}");

        contracts.registerShipped();

        assertThat(contracts.current(TYPE).id()).isEqualTo(1);
        assertThat(contracts.current("Broken").id()).isEqualTo(1);
        assertThatThrownBy(() -> contracts.byId(7))
                .isInstanceOfSatisfying(RegistryException.class, unusable -> assertThat(unusable.error())
                        .isEqualTo(RegistryError.SCHEMA_NOT_FOUND));
    }

    @Test
    void new_version_is_taken_over_at_the_next_look() {
        contracts.registerShipped();
        source.put(LiveContracts.GENERAL_SUBJECT, 9, SchemaType.JSON, "{}");

        contracts.registerShipped();

        assertThat(contracts.current(TYPE).id()).isEqualTo(9);
    }

    @Test
    void new_version_that_the_registry_tells_of_is_taken_over_at_once() {
        contracts.registerShipped();
        source.put(LiveContracts.GENERAL_SUBJECT, 9, SchemaType.JSON, "{}");

        source.change.run();

        Waiting.until(
                Duration.ofSeconds(5),
                "the new version",
                () -> contracts.current(TYPE).id(),
                id -> id == 9);
    }

    @Test
    void pinned_contracts_stay_as_they_were() {
        source.put(OWN, 7, SchemaType.JSON, "{}");
        contracts.registerShipped();
        Contracts pinned = contracts.pinned();
        source.put(OWN, 8, SchemaType.JSON, "{}");
        source.put(LiveContracts.GENERAL_SUBJECT, 9, SchemaType.JSON, "{}");

        contracts.registerShipped();

        assertThat(contracts.current(TYPE).id()).isEqualTo(8);
        assertThat(pinned.current(TYPE).id()).isEqualTo(7);
        assertThat(pinned.current("Other").id()).isEqualTo(1);
        assertThat(pinned.byId(8).id()).isEqualTo(8);
    }

    @Test
    void pinned_contract_that_is_found_late_stays_too() {
        for (int i = 0; i < 100; i++) {
            source.put("topic-" + i, 100 + i, SchemaType.JSON, "{}");
        }
        source.put(OWN, 7, SchemaType.JSON, "{}");
        contracts.registerShipped();
        Contracts pinned = contracts.pinned();
        assertThat(pinned.current(TYPE).id()).isEqualTo(7);
        source.put(OWN, 8, SchemaType.JSON, "{}");

        contracts.registerShipped();

        assertThat(pinned.current(TYPE).id()).isEqualTo(7);
        assertThat(contracts.current(TYPE).id()).isEqualTo(8);
    }

    @Test
    void id_that_the_registry_has_not_is_not_asked_for_with_every_event() {
        contracts.registerShipped();
        int calls = source.calls;

        for (int i = 0; i < 1_000; i++) {
            assertThatThrownBy(() -> contracts.byId(99)).isInstanceOf(RegistryException.class);
        }

        assertThat(source.calls).isLessThan(calls + 10);
    }

    @Test
    void contract_may_use_another_schema() {
        source.put("Part", 6, SchemaType.JSON, "{\"required\": [\"data\"]}");
        source.schemas.put(
                7,
                new RegisteredSchema(
                        7,
                        SchemaType.JSON,
                        "{\"$ref\": \"part.json\"}",
                        List.of(new SchemaReference("part.json", "Part", 1))));

        assertThat(contracts.byId(7).violations(Documents.parse(Documents.FULL)))
                .isEmpty();
        assertThat(contracts.byId(7).violations(new Json.Obj(Map.of()))).hasSize(1);
    }

    @Test
    void new_version_is_taken_over_at_once_when_it_is_asked_for() {
        contracts.registerShipped();
        source.put(OWN, 9, SchemaType.JSON, "{}");

        contracts.refresh();

        assertThat(contracts.current(TYPE).id()).isEqualTo(9);
    }

    @Test
    void a_version_is_found_by_its_name_and_a_schema_knows_its_uses() {
        source.put(OWN, 7, SchemaType.JSON, "{}");
        source.put("other", 7, SchemaType.JSON, "{}");

        assertThat(contracts.version(OWN, "latest").id()).isEqualTo(7);
        assertThat(contracts.uses(7)).containsOnlyKeys(OWN, "other");
        assertThat(contracts.uses(Contract.BUNDLED_ID)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "no.such, latest, VERSION_NOT_FOUND",
        "own, 2, VERSION_NOT_FOUND",
        "own, 0, INVALID_VERSION",
        "own, 1-0, INVALID_VERSION",
        "own, ../1, INVALID_VERSION",
        "avro, latest, SCHEMA_NOT_FOUND"
    })
    void a_version_that_cannot_be_used_is_refused(String subject, String version, RegistryError error) {
        source.put("own", 7, SchemaType.JSON, "{}");
        source.put("avro", 8, SchemaType.AVRO, "\"string\"");

        assertThatThrownBy(() -> contracts.version(subject, version))
                .isInstanceOfSatisfying(RegistryException.class, refused -> assertThat(refused.error())
                        .isEqualTo(error));
    }

    @Test
    void in_an_outage_no_version_is_found_and_no_use_is_known() {
        source.put(OWN, 7, SchemaType.JSON, "{}");
        source.down = true;

        contracts.refresh();

        assertThat(contracts.uses(7)).isEmpty();
        assertThatThrownBy(() -> contracts.version(OWN, "latest"))
                .isInstanceOfSatisfying(RegistryException.class, outage -> assertThat(outage.isOutage())
                        .isTrue());
    }

    @Test
    void outage_leaves_everything_as_it_was() {
        source.put(OWN, 7, SchemaType.JSON, "{}");
        contracts.registerShipped();
        Contract own = contracts.current(TYPE);
        source.down = true;

        contracts.registerShipped();

        assertThat(contracts.current(TYPE)).isSameAs(own);
        assertThat(contracts.current("Other").id()).isEqualTo(1);
        assertThat(contracts.byId(7)).isSameAs(own);
        assertThatThrownBy(() -> contracts.byId(8))
                .isInstanceOfSatisfying(RegistryException.class, outage -> assertThat(outage.isOutage())
                        .isTrue());
    }

    @Test
    void start_in_an_outage_goes_on_with_the_bundled_contract_and_recovers() {
        source.down = true;
        contracts.registerShipped();
        assertThat(contracts.current(TYPE)).isSameAs(Contract.bundled());
        source.down = false;

        contracts.registerShipped();

        assertThat(contracts.current(TYPE).id()).isEqualTo(1);
    }

    @Test
    void registry_that_may_only_be_read_is_read() {
        source.readOnly = true;
        source.put(OWN, 7, SchemaType.JSON, "{}");

        contracts.registerShipped();

        assertThat(contracts.current(TYPE).id()).isEqualTo(7);
        assertThat(contracts.current("Other")).isSameAs(Contract.bundled());
    }

    @Test
    void of_many_subjects_only_those_of_types_that_come_are_asked_for() {
        for (int i = 0; i < 100; i++) {
            source.put("topic-" + i, 100 + i, SchemaType.JSON, "{}");
        }
        source.put(OWN, 7, SchemaType.JSON, "{}");
        contracts.registerShipped();
        assertThat(source.asked).containsExactly(LiveContracts.GENERAL_SUBJECT);

        Contract own = contracts.current(TYPE);

        assertThat(own.id()).isEqualTo(7);
        assertThat(source.asked).containsExactlyInAnyOrder(LiveContracts.GENERAL_SUBJECT, OWN);
    }

    @Test
    void unknown_type_never_reaches_the_registry() {
        contracts.registerShipped();
        int calls = source.calls;

        for (int i = 0; i < 1_000; i++) {
            contracts.current("Invented\\" + i);
        }

        assertThat(source.calls).isEqualTo(calls);
    }

    @Test
    void closed_contracts_still_answer() {
        for (int i = 0; i < 100; i++) {
            source.put("topic-" + i, 100 + i, SchemaType.JSON, "{}");
        }
        contracts.registerShipped();

        contracts.close();

        assertThat(contracts.current("topic-1").id()).isEqualTo(1);
    }

    /** A registry in memory that can be switched off. */
    private static final class MemorySource implements SchemaSource {
        private final Map<String, Integer> latest = new TreeMap<>();
        private final Map<Integer, RegisteredSchema> schemas = new LinkedHashMap<>();
        private final List<String> registered = new ArrayList<>();
        private volatile Collection<String> asked = Set.of();
        private volatile int calls;
        private volatile boolean down;
        private volatile Runnable change = () -> {};
        private volatile boolean readOnly;

        void put(String subject, int id, SchemaType type, String text) {
            latest.put(subject, id);
            schemas.put(id, new RegisteredSchema(id, type, text));
        }

        @Override
        public Set<String> subjects() {
            answer();
            return Set.copyOf(latest.keySet());
        }

        @Override
        public Optional<Integer> idOf(String subject, String version) {
            answer();
            return Optional.ofNullable(latest.get(subject)).filter(id -> version.equals("latest"));
        }

        @Override
        public Map<String, Integer> uses(int id) {
            answer();
            Map<String, Integer> uses = new TreeMap<>(latest);
            uses.values().removeIf(other -> other != id);
            return uses;
        }

        @Override
        public Map<String, Integer> latestIds(Collection<String> subjects) {
            answer();
            asked = subjects;
            Map<String, Integer> ids = new TreeMap<>(latest);
            ids.keySet().retainAll(subjects);
            return ids;
        }

        @Override
        public Optional<RegisteredSchema> byId(int id) {
            answer();
            return Optional.ofNullable(schemas.get(id));
        }

        @Override
        public Optional<RegisteredSchema> version(String subject, int version) {
            answer();
            return Optional.ofNullable(latest.get(subject)).map(schemas::get);
        }

        @Override
        public AutoCloseable follow(Runnable onChange) {
            change = onChange;
            return () -> change = () -> {};
        }

        @Override
        public void registerIfAbsent(String subject, NewSchema schema) {
            answer();
            if (readOnly) {
                throw new RegistryException(RegistryError.STORE, "403");
            }
            registered.add(subject);
            if (!latest.containsKey(subject)) {
                int id = subject.equals(LiveContracts.GENERAL_SUBJECT) ? 1 : 2;
                put(subject, id, schema.type(), schema.text());
            }
        }

        private synchronized void answer() {
            calls = calls + 1;
            if (down) {
                throw new RegistryException(RegistryError.STORE, "down");
            }
        }
    }
}
