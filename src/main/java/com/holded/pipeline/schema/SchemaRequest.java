package com.holded.pipeline.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The body of a registration or look-up: {@code {"schemaType": "JSON", "schema": "…"}}. */
final class SchemaRequest {
    /** Far above any schema that a person wrote; the server itself sets no limit. */
    static final int MOST_BYTES = 1 << 20;

    private SchemaRequest() {}

    /**
     * The schema that the body asks for, checked.
     *
     * @throws RegistryException BAD_REQUEST when the body is no such object, INVALID_SCHEMA when the schema cannot be
     *     registered
     */
    static NewSchema read(InputStream body) {
        JsonNode request = parse(text(body));
        refuse(request, "references", "schema references are not supported yet");
        refuse(request, "metadata", "metadata are not supported yet");
        refuse(request, "ruleSet", "rule sets are not supported yet");
        // As in Confluent's registry, a schema without a type is Avro.
        String type = member(request, "schemaType", SchemaType.AVRO.name());
        String schema = member(request, "schema", "");
        if (type.equals(SchemaType.AVRO.name())) {
            throw RegistryException.invalidSchema("schema type AVRO is not supported yet; supported: JSON");
        }
        if (!type.equals(SchemaType.JSON.name())) {
            throw RegistryException.invalidSchema("unknown schema type " + type + "; supported: JSON");
        }
        if (schema.isBlank()) {
            throw RegistryException.invalidSchema("the schema is empty");
        }
        return NewSchema.json(schema);
    }

    private static String text(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw RegistryException.invalidSchema("larger than " + MOST_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException brokenOff) {
            throw new UncheckedIOException("The caller broke off", brokenOff);
        }
    }

    private static JsonNode parse(String text) {
        JsonNode request;
        try {
            request = JsonTree.parse(text);
        } catch (JacksonException malformed) {
            throw badRequest("The body is no well-formed JSON: " + JsonTree.complaint(malformed));
        }
        if (!request.isObject()) {
            throw badRequest("The body must be an object");
        }
        return request;
    }

    private static String member(JsonNode request, String name, String whenAbsent) {
        JsonNode value = request.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return whenAbsent;
        }
        if (!value.isString()) {
            throw badRequest(name + " must be a string");
        }
        return value.stringValue();
    }

    private static void refuse(JsonNode request, String name, String why) {
        JsonNode value = request.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isEmpty()) {
            throw RegistryException.invalidSchema(why);
        }
    }

    private static RegistryException badRequest(String message) {
        return new RegistryException(RegistryError.BAD_REQUEST, message);
    }
}
