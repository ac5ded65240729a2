package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferencesTest {
    private final Map<String, References.Referenced> registered = new HashMap<>();

    @Test
    void what_is_used_stands_before_what_uses_it() {
        register("a", reference("b"), reference("c"));
        register("b", reference("c"));
        register("c");

        References references = resolve(reference("b"), reference("a"));

        assertThat(references.texts().keySet()).containsExactly("c", "b", "a");
        assertThat(references.direct()).containsExactly(reference("a"), reference("b"));
    }

    @Test
    void refuses_what_is_not_registered_or_of_another_type() {
        registered.put("avro", new References.Referenced(SchemaType.AVRO, "\"string\"", List.of()));

        assertRefused("no schema reference found for subject \"absent\" and version 1", reference("absent"));
        assertRefused("is of type AVRO", reference("avro"));
    }

    @Test
    void refuses_one_name_for_two_schemas() {
        register("a");
        register("b");

        assertRefused("stands for", reference("a"), new SchemaReference("a", "b", 1));
    }

    @Test
    void refuses_circles() {
        register("a", reference("b"));
        register("b", reference("a"));

        assertRefused("leads back to itself", reference("a"));
    }

    @Test
    void limits_depth_number_and_size() {
        IntStream.range(0, 50).forEach(i -> register("d" + i, reference("d" + (i + 1))));
        IntStream.range(0, 101).forEach(i -> register("n" + i));
        registered.put(
                "large",
                new References.Referenced(SchemaType.JSON, "x".repeat(References.MOST_CHARACTERS + 1), List.of()));

        assertRefused("deeper than", reference("d0"));
        assertRefused(
                "more than 100 references",
                IntStream.range(0, 101).mapToObj(i -> reference("n" + i)).toArray(SchemaReference[]::new));
        assertRefused("larger than", reference("large"));
    }

    @Test
    void a_reference_needs_all_its_parts() {
        for (String[] parts :
                List.of(new String[] {"", "s", "1"}, new String[] {"n", "", "1"}, new String[] {"n", "s", "0"})) {
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> new SchemaReference(parts[0], parts[1], Integer.parseInt(parts[2])))
                    .matches(failure -> failure.error() == RegistryError.INVALID_SCHEMA);
        }
    }

    private void register(String name, SchemaReference... uses) {
        registered.put(name, new References.Referenced(SchemaType.JSON, "{}", List.of(uses)));
    }

    private void assertRefused(String why, SchemaReference... references) {
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> resolve(references))
                .matches(failure -> failure.error() == RegistryError.INVALID_SCHEMA)
                .withMessageContaining(why);
    }

    private References resolve(SchemaReference... references) {
        return References.resolve(
                SchemaType.JSON,
                List.of(references),
                (subject, version) -> Optional.ofNullable(registered.get(subject)));
    }

    private static SchemaReference reference(String name) {
        return new SchemaReference(name, name, 1);
    }
}
