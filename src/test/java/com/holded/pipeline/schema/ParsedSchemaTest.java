package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParsedSchemaTest {
    private static final SchemaReference MONEY = new SchemaReference("com.holded.Money", "money", 1);
    private static final String MONEY_AVRO =
            "{\"type\": \"record\", \"name\": \"Money\", \"namespace\": \"com.holded\", \"fields\": ["
                    + "{\"name\": \"amount\", \"type\": \"string\"}]}";

    @Test
    void one_avro_schema_has_one_spelling_with_documentation_defaults_and_aliases() {
        ParsedSchema schema = avro(
                """
                {"namespace": "com.holded", "type": "record", "name": "A", "aliases": ["B"], "doc": "An a.", // comment
                 "fields": [{"type": {"type": "int"}, "name": "n", "default": 7, "doc": "A number."}]}
                """);

        assertThat(schema.canonicalText())
                .isEqualTo("{\"type\":\"record\",\"name\":\"A\",\"namespace\":\"com.holded\",\"doc\":\"An a.\","
                        + "\"fields\":[{\"name\":\"n\",\"type\":\"int\",\"doc\":\"A number.\",\"default\":7}],"
                        + "\"aliases\":[\"B\"]}");
        assertThat(avro(schema.canonicalText()).fingerprint()).isEqualTo(schema.fingerprint());
    }

    @Test
    void own_properties_in_another_order_are_another_avro_schema_unless_normalised() {
        ParsedSchema one = avro("{\"type\": \"string\", \"a\": 1, \"b\": 2}");
        ParsedSchema other = avro("{\"type\": \"string\", \"b\": 2, \"a\": 1}");

        assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
        assertThat(one.normalised().fingerprint()).isEqualTo(other.normalised().fingerprint());
        assertThat(one.normalised().normalised().text())
                .isEqualTo(one.normalised().text());
    }

    @Test
    void one_json_schema_has_one_fingerprint() {
        ParsedSchema one = json("{\"type\": \"object\", \"title\": \"x\"}");

        assertThat(json("{\"title\":\"x\",\"type\":\"object\"}").fingerprint()).isEqualTo(one.fingerprint());
        assertThat(json("{\"title\":\"y\",\"type\":\"object\"}").fingerprint()).isNotEqualTo(one.fingerprint());
        assertThat(one.fingerprint()).matches("[0-9a-f]{64}");
        assertThat(one.normalised().text()).isEqualTo("{\"title\":\"x\",\"type\":\"object\"}");
    }

    @Test
    void identity_covers_the_type_and_the_references_in_any_order() {
        String text = "{\"type\": \"string\"}";
        SchemaReference other = new SchemaReference("b", "other", 1);
        References both = references(SchemaType.JSON, "{}", new SchemaReference("a", "money", 1), other);

        assertThat(List.of(
                        json(text).fingerprint(),
                        avro(text).fingerprint(),
                        SchemaType.JSON.parse(text, both).fingerprint(),
                        SchemaType.JSON
                                .parse(text, references(SchemaType.JSON, "{}", other))
                                .fingerprint(),
                        SchemaType.JSON
                                .parse(text, references(SchemaType.JSON, "{}", new SchemaReference("b", "other", 2)))
                                .fingerprint()))
                .doesNotHaveDuplicates();
        assertThat(SchemaType.JSON
                        .parse(text, references(SchemaType.JSON, "{}", other, new SchemaReference("a", "money", 1)))
                        .fingerprint())
                .isEqualTo(SchemaType.JSON.parse(text, both).fingerprint());
    }

    @Test
    void avro_finds_the_types_of_its_references_and_does_not_write_them_out() {
        String text = "{\"type\": \"record\", \"name\": \"Paid\", \"namespace\": \"com.holded\", \"fields\": ["
                + "{\"name\": \"price\", \"type\": \"Money\"}]}";

        ParsedSchema schema = SchemaType.AVRO.parse(text, references(SchemaType.AVRO, MONEY_AVRO, MONEY));

        assertThat(schema.canonicalText()).contains("\"type\":\"Money\"").doesNotContain("amount");
        assertThat(schema.references()).containsExactly(MONEY);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> avro(text))
                .matches(failure -> failure.error() == RegistryError.INVALID_SCHEMA)
                .withMessageContaining("Money");
    }

    @ParameterizedTest
    @CsvSource({
        "money.json, ''",
        "money.json, https://holded.com/contracts/paid.json",
        "https://example.com/money, https://holded.com/contracts/paid.json",
        "common/money.json, urn.json",
    })
    void json_finds_what_it_refers_to_by_the_name_of_a_reference(String name, String id) {
        String text = "{\"$id\": \"" + id + "\", \"properties\": {\"price\": {\"$ref\": \"" + name + "#/$defs/m\"}}}";
        References references = references(
                SchemaType.JSON,
                "{\"$id\": \"https://elsewhere.example/m\", \"$defs\": {\"m\": {\"type\": \"number\"}}}",
                new SchemaReference(name, "money", 1));

        assertThat(SchemaType.JSON.parse(text, references).references()).hasSize(1);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> json(text))
                .matches(failure -> failure.error() == RegistryError.INVALID_SCHEMA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{",
                "{\"type\": \"record\"}",
                "{\"type\": \"record\", \"name\": \"A\"}",
                "{\"type\": \"record\", \"name\": \"A\", \"fields\": {}}",
                "{\"type\": \"record\", \"name\": \"A-B\", \"fields\": []}",
                "{\"type\": \"record\", \"name\": \"\", \"fields\": []}",
                "{\"type\": \"record\", \"name\": 1, \"fields\": []}",
                "{\"type\": \"record\", \"name\": \"A\", \"fields\": [{\"name\": \"a\"}]}",
                "{\"type\": \"record\", \"name\": \"A\", \"fields\": [{\"type\": \"int\"}]}",
                "{\"type\": \"record\", \"name\": \"A\", \"fields\": [1]}",
                "{\"type\": \"record\", \"name\": \"A\", \"fields\": [{\"name\": \"a\", \"type\": \"B\"}]}",
                "{\"type\": \"record\", \"name\": \"A\", \"fields\": [{\"name\": \"a\", \"type\": \"int\", \"default\": \"x\"}]}",
                "{\"type\": \"record\", \"name\": \"A\", \"fields\": [{\"name\": \"a\", \"type\": \"int\", \"order\": \"x\"}]}",
                "{\"type\": \"record\", \"name\": \"A\", \"aliases\": 1, \"fields\": []}",
                "{\"type\": \"enum\", \"name\": \"E\"}",
                "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"A\", \"A\"]}",
                "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"A\"], \"default\": \"B\"}",
                "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [null]}",
                "{\"type\": \"fixed\", \"name\": \"F\"}",
                "{\"type\": \"fixed\", \"name\": \"F\", \"size\": -1}",
                "{\"type\": \"fixed\", \"name\": \"F\", \"size\": \"x\"}",
                "{\"type\": \"array\"}",
                "{\"type\": \"map\", \"values\": null}",
                "{\"type\": null}",
                "{\"type\": 1}",
                "{}",
                "[\"int\", \"int\"]",
                "[[\"int\"]]",
                "[null]",
                "null",
                "1",
                "\"unknown\"",
                "{\"type\": \"int\", \"type\": \"long\"}",
            })
    void refuses_what_is_no_avro_schema(String text) {
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> avro(text))
                .matches(failure -> failure.error() == RegistryError.INVALID_SCHEMA)
                .withMessageNotContaining("org.")
                .withMessageNotContaining("java");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "1",
                "{\"type\": \"text\"}",
                "{\"$ref\": \"#/$defs/absent\"}",
                "{\"$ref\": \"other.json\"}",
                "{\"$ref\": \"https://example.com/schema\"}",
                "{\"$ref\": \"http://127.0.0.1:1/schema\"}",
                "{\"$ref\": \"file:///etc/hostname\"}",
                "{\"$ref\": \"classpath:contracts/events.raw-value.json\"}",
                "{\"$ref\": \"resource:contracts/events.raw-value.json\"}",
                "{\"$ref\": \"jar:file:///x.jar!/y\"}",
                "{\"$schema\": \"https://example.com/my-dialect\"}",
                "{\"$schema\": \"file:///etc/hostname\"}",
                "{\"$id\": \"file:///etc/\", \"$ref\": \"hostname\"}",
                "{\"$id\": \"not a uri\", \"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {}}}",
                "{\"pattern\": \"(\"}",
            })
    void refuses_what_is_no_json_schema_and_opens_no_address(String text) {
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> json(text))
                .matches(failure -> failure.error() == RegistryError.INVALID_SCHEMA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AVRO", "JSON"})
    void limits_size_and_depth(SchemaType type) {
        String deep = "[".repeat(JsonTree.DEEPEST_SCHEMA + 1) + "]".repeat(JsonTree.DEEPEST_SCHEMA + 1);
        String large = "{\"type\": \"string\", \"doc\": \"" + "x".repeat(SchemaType.MOST_CHARACTERS) + "\"}";

        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> type.parse(deep, References.NONE))
                .withMessageContaining("depth");
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> type.parse(large, References.NONE))
                .withMessageContaining("larger than");
        assertThatExceptionOfType(RegistryException.class).isThrownBy(() -> type.parse(" ", References.NONE));
    }

    private static ParsedSchema avro(String text) {
        return SchemaType.AVRO.parse(text, References.NONE);
    }

    private static ParsedSchema json(String text) {
        return SchemaType.JSON.parse(text, References.NONE);
    }

    private static References references(SchemaType type, String text, SchemaReference... direct) {
        return References.resolve(
                type,
                List.of(direct),
                (subject, version) -> Optional.of(new References.Referenced(type, text, List.of())));
    }
}
