package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompiledContractsTest {
    private static final long SIX_SECONDS = Duration.ofSeconds(6).toNanos();

    private final CountingSource source = new CountingSource();
    private long now = Long.MAX_VALUE - SIX_SECONDS; // The clock of nanoseconds may overflow at any time.
    private final CompiledContracts contracts = new CompiledContracts(source, () -> now);

    @Test
    void contract_is_asked_for_once() {
        source.schemas.put(1, new RegisteredSchema(1, SchemaType.JSON, "{}"));

        assertThat(contracts.byId(1)).isEqualTo(contracts.byId(1)).isPresent();
        assertThat(source.asked).isEqualTo(1);
    }

    @Test
    void absence_is_believed_for_a_short_time() {
        assertThat(contracts.byId(1)).isEmpty();
        source.schemas.put(1, new RegisteredSchema(1, SchemaType.JSON, "{}"));
        assertThat(contracts.byId(1)).isEmpty();
        assertThat(source.asked).isEqualTo(1);

        now += SIX_SECONDS;

        assertThat(contracts.byId(1)).isPresent();
    }

    @Test
    void schema_of_another_language_is_asked_for_once() {
        source.schemas.put(1, new RegisteredSchema(1, SchemaType.AVRO, "\"string\""));

        assertThat(contracts.byId(1)).isEmpty();
        now += 1_000 * SIX_SECONDS;
        assertThat(contracts.byId(1)).isEmpty();

        assertThat(source.asked).isEqualTo(1);
    }

    @Test
    void an_outage_is_no_absence() {
        source.down = true;
        assertThatThrownBy(() -> contracts.byId(1)).isInstanceOf(RegistryException.class);
        source.down = false;
        source.schemas.put(1, new RegisteredSchema(1, SchemaType.JSON, "{}"));

        assertThat(contracts.byId(1)).isPresent();
    }

    @Test
    void what_is_kept_has_a_bound_and_what_made_room_is_asked_for_again() {
        int ids = CompiledContracts.MOST + 100;
        for (int id = 1; id <= ids; id++) {
            source.schemas.put(id, new RegisteredSchema(id, SchemaType.JSON, "{}"));
            contracts.byId(id);
        }
        assertThat(source.asked).isEqualTo(ids);

        for (int id = 1; id <= ids; id++) {
            assertThat(contracts.byId(id)).isPresent();
        }

        assertThat(source.asked).isGreaterThanOrEqualTo(ids + 100);
    }

    private static final class CountingSource implements SchemaSource {
        private final Map<Integer, RegisteredSchema> schemas = new HashMap<>();
        private int asked;
        private boolean down;

        @Override
        public Optional<RegisteredSchema> byId(int id) {
            asked++;
            if (down) {
                throw new RegistryException(RegistryError.STORE, "down");
            }
            return Optional.ofNullable(schemas.get(id));
        }

        @Override
        public Set<String> subjects() {
            return Set.of();
        }

        @Override
        public Map<String, Integer> latestIds(Collection<String> subjects) {
            return Map.of();
        }

        @Override
        public Optional<Integer> idOf(String subject, String version) {
            return Optional.empty();
        }

        @Override
        public Optional<RegisteredSchema> version(String subject, int version) {
            return Optional.empty();
        }

        @Override
        public void registerIfAbsent(String subject, NewSchema schema) {
            throw new UnsupportedOperationException();
        }
    }
}
