package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** That nothing a caller may send makes the parsers fail in a way that is not the caller's answer. */
class MutatedSchemasTest {
    private static final int MUTATIONS = 3_000;
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "\"\"",
            "\"x\"",
            "\"string\"",
            "\"record\"",
            "\"#\"",
            "\"#/$defs/id\"",
            "\"[\"",
            "\"a b\"",
            "[]",
            "[[]]",
            "[1]",
            "[\"null\"]",
            "{}",
            "{\"type\": \"int\"}",
            "{\"$ref\": \"#\"}",
            "{\"$ref\": 1}",
            "{\"type\": {\"type\": \"array\", \"items\": \"int\"}}");

    @ParameterizedTest
    @CsvSource({"AVRO, events.enriched-value.avsc"})
    void a_damaged_schema_is_read_or_refused(SchemaType type, String contract) throws IOException {
        Random random = new Random(20_261_124);
        String sound = text(contract);
        ParsedSchema original = type.parse(sound, References.NONE);
        int read = 0;

        for (int i = 0; i < MUTATIONS; i++) {
            JsonNode tree = JsonTree.parse(sound);
            mutate(tree, random);
            String damaged = JsonTree.write(tree);
            try {
                ParsedSchema schema = type.parse(damaged, References.NONE);
                CompatibilityLevel.FULL.check(schema, List.of(new EarlierVersion(1, original)));
                assertThat(schema.normalised().fingerprint()).isNotEmpty();
                read++;
            } catch (RegistryException refused) {
                assertThat(refused.error()).isEqualTo(RegistryError.INVALID_SCHEMA);
                assertThat(refused.getMessage()).doesNotContain("org.apache").doesNotContain("java.");
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError(damaged, failed);
            }
        }

        assertThat(read).isBetween(MUTATIONS / 50, MUTATIONS - MUTATIONS / 50);
    }

    @Test
    void as_many_avro_types_as_may_be_are_compared_and_more_are_refused() {
        ParsedSchema most = SchemaType.AVRO.parse(chain(AvroSchema.MOST_TYPES), References.NONE);

        assertThat(CompatibilityLevel.BACKWARD.check(most, List.of(new EarlierVersion(1, most))))
                .isEmpty();
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> SchemaType.AVRO.parse(chain(AvroSchema.MOST_TYPES + 1), References.NONE))
                .withMessageContaining("named types");
    }

    /** A union of records each of which uses the one before it. */
    private static String chain(int types) {
        StringBuilder chain = new StringBuilder("[{\"type\": \"record\", \"name\": \"R0\", \"fields\": []}");
        for (int i = 1; i < types; i++) {
            chain.append(", {\"type\": \"record\", \"name\": \"R" + i
                    + "\", \"fields\": [{\"name\": \"f\", \"type\": \"R" + (i - 1) + "\"}]}");
        }
        return chain + "]";
    }

    /** Puts something else in one place, or takes it away. */
    private static void mutate(JsonNode tree, Random random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(tree, containers);
        JsonNode container = containers.get(random.nextInt(containers.size()));
        JsonNode value = JsonTree.parse(VALUES.get(random.nextInt(VALUES.size())));
        if (container instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = List.copyOf(object.propertyNames());
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(5) == 0) {
                object.remove(name);
            } else {
                object.set(name, value);
            }
        } else if (container instanceof ArrayNode array && !array.isEmpty()) {
            array.set(random.nextInt(array.size()), value);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static String text(String contract) throws IOException {
        try (InputStream resource = MutatedSchemasTest.class.getResourceAsStream("/contracts/" + contract)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
