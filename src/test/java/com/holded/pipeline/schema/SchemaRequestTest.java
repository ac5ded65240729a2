package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRequestTest {
    @Test
    void reads_a_schema_with_its_references() {
        SchemaRequest schema = read(
                """
                {"schemaType": "JSON", "schema": "{\\"title\\": \\"ñ\\"}", "id": 7, "version": 2, "unknown": [],
                 "references": [{"name": "n", "subject": ":.:s", "version": 3}]}
                """);

        assertThat(schema)
                .isEqualTo(new SchemaRequest(
                        SchemaType.JSON, "{\"title\": \"ñ\"}", List.of(new SchemaReference("n", "s", 3)), 7, 2));
    }

    @Test
    void without_a_type_it_is_avro_and_what_clients_send_for_nothing_is_nothing() {
        assertThat(read("{\"schema\": \"\\\"string\\\"\", \"id\": -1, \"version\": 0, \"references\": null,"
                        + " \"metadata\": null, \"ruleSet\": {}}"))
                .isEqualTo(new SchemaRequest(SchemaType.AVRO, "\"string\"", List.of(), 0, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"schema\": \"{}\", \"schemaType\": \"PROTOBUF\"} | 42201 | unknown schema type PROTOBUF",
                "{\"schema\": \"{}\", \"references\": [{\"name\": \"a\"}]} | 42201 | reference",
                "{\"schema\": \"{}\", \"metadata\": {\"tags\": {}}} | 42201 | metadata",
                "{\"schema\": \"{}\", \"ruleSet\": {\"domainRules\": []}} | 42201 | rule sets",
                "{\"schema\": {}, \"schemaType\": \"JSON\"} | 400 | schema must be a string",
                "{\"schema\": \"{}\", \"schemaType\": 5} | 400 | schemaType must be a string",
                "{\"schema\": \"{}\", \"id\": \"5\"} | 400 | id must be a whole number",
                "[] | 400 | must be an object",
                "{\"schema\" | 400 | no well-formed JSON",
                "`` | 400 | must be an object",
            })
    void says_what_is_wrong_with_a_request(String body, int code, String hint) {
        assertThatThrownBy(() -> read(body))
                .hasMessageContaining(hint)
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(code));
    }

    @Test
    void complaint_says_where_and_names_no_part_of_ours() {
        assertThatThrownBy(() -> read("{\n  \"schema\": \"{}\""))
                .hasMessage("The body is no well-formed JSON: Unexpected end-of-input: expected close marker for Object"
                        + " at line 2, column 17");
    }

    @Test
    void refuses_a_body_without_end() {
        assertThatThrownBy(() -> read("{\"schema\": \"" + " ".repeat(RequestBody.MOST_BYTES)))
                .isInstanceOfSatisfying(RegistryException.class, refused -> assertThat(refused.error())
                        .isEqualTo(RegistryError.SCHEMA_TOO_LARGE));
    }

    private static SchemaRequest read(String body) {
        return SchemaRequest.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
