package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRequestTest {
    @Test
    void reads_a_json_schema() {
        NewSchema schema =
                read("{\"schemaType\": \"JSON\", \"schema\": \"{\\\"title\\\": \\\"ñ\\\"}\", \"references\": []}");

        assertThat(schema.type()).isEqualTo(SchemaType.JSON);
        assertThat(schema.text()).isEqualTo("{\"title\": \"ñ\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"schema\": \"\\\"string\\\"\"} | 42201 | AVRO is not supported yet",
                "{\"schema\": \"{}\", \"schemaType\": \"AVRO\"} | 42201 | AVRO is not supported yet",
                "{\"schema\": \"{}\", \"schemaType\": \"PROTOBUF\"} | 42201 | unknown schema type PROTOBUF",
                "{\"schema\": \" \", \"schemaType\": \"JSON\"} | 42201 | empty",
                "{\"schemaType\": \"JSON\"} | 42201 | empty",
                "{\"schema\": \"{\", \"schemaType\": \"JSON\"} | 42201 | no well-formed JSON",
                "{\"schema\": \"{\\\"type\\\": 5}\", \"schemaType\": \"JSON\"} | 42201 | /type",
                "{\"schema\": \"{}\", \"schemaType\": \"JSON\", \"references\": [{\"name\": \"a\"}]} | 42201 | references",
                "{\"schema\": \"{}\", \"schemaType\": \"JSON\", \"metadata\": {\"tags\": {}}} | 42201 | metadata",
                "{\"schema\": {}, \"schemaType\": \"JSON\"} | 400 | schema must be a string",
                "{\"schema\": \"{}\", \"schemaType\": 5} | 400 | schemaType must be a string",
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
        assertThatThrownBy(() -> read("{\"schema\": \"" + " ".repeat(SchemaRequest.MOST_BYTES)))
                .hasMessageContaining("larger than 1048576 bytes");
    }

    private static NewSchema read(String body) {
        return SchemaRequest.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
