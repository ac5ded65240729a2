package com.holded.pipeline.schema;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A schema that a caller sends: {@code {"schemaType": "JSON", "schema": "…", "references": […]}}.
 *
 * @param id that it brings from another registry; 0 = none
 * @param version that it is to be; 0 = the next
 */
record SchemaRequest(SchemaType type, String text, List<SchemaReference> references, int id, int version) {
    /** What Confluent's registry takes beside a schema, and this one does not. */
    private static final Map<String, String> NOT_TAKEN =
            Map.of("metadata", "metadata are not supported", "ruleSet", "rule sets are not supported");

    SchemaRequest {
        references = List.copyOf(references);
    }

    /**
     * Reads a body.
     *
     * @throws RegistryException BAD_REQUEST when the body is no such object, INVALID_SCHEMA when it asks for what this
     *     registry has not
     */
    static SchemaRequest read(InputStream stream) {
        RequestBody body = RequestBody.read(stream);
        NOT_TAKEN.forEach((name, why) -> refuse(body, name, why));
        // As in Confluent's registry, a schema without a type is Avro.
        String type = body.text("schemaType").orElse(SchemaType.AVRO.name());
        return new SchemaRequest(
                SchemaType.named(type)
                        .orElseThrow(() -> RegistryException.invalidSchema(
                                "unknown schema type " + type + "; there are " + List.of(SchemaType.values()))),
                body.text("schema").orElse(""),
                references(body),
                positive(body, "id"),
                positive(body, "version"));
    }

    private static void refuse(RequestBody body, String name, String why) {
        if (body.member(name).filter(value -> !value.isEmpty()).isPresent()) {
            throw RegistryException.invalidSchema(why);
        }
    }

    private static List<SchemaReference> references(RequestBody body) {
        List<SchemaReference> references = new ArrayList<>();
        body.member("references")
                .ifPresent(members -> members.forEach(reference -> references.add(reference(reference))));
        return references;
    }

    private static SchemaReference reference(JsonNode members) {
        return new SchemaReference(
                RequestBody.text(members, "name").orElse(""),
                SubjectName.of(RequestBody.text(members, "subject").orElse("")),
                RequestBody.number(members, "version").orElse(0));
    }

    /** Clients send 0 and -1 for what they do not bring. */
    private static int positive(RequestBody body, String name) {
        return Math.max(0, body.number(name).orElse(0));
    }
}
