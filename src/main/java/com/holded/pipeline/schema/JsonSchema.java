package com.holded.pipeline.schema;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** A JSON Schema: 2020-12 unless {@code $schema} names an earlier draft. */
final class JsonSchema implements ParsedSchema {
    private final String text;
    private final References references;
    private final JsonNode tree;

    private JsonSchema(String text, References references, JsonNode tree) {
        this.text = text;
        this.references = references;
        this.tree = tree;
    }

    /**
     * Reads a schema and checks it against its meta-schema.
     *
     * @throws RegistryException INVALID_SCHEMA
     */
    static JsonSchema parse(String text, References references) {
        JsonNode tree = JsonSchemas.parse(text);
        JsonSchemas.compile(tree, JsonDocuments.addresses(tree, references));
        return new JsonSchema(text, references, tree);
    }

    @Override
    public SchemaType type() {
        return SchemaType.JSON;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public List<SchemaReference> references() {
        return references.direct();
    }

    @Override
    public String canonicalText() {
        return CanonicalText.of(tree);
    }

    @Override
    public JsonSchema normalised() {
        return new JsonSchema(canonicalText(), references, tree);
    }

    @Override
    public List<Incompatibility> whenReading(ParsedSchema written, Sides sides) {
        throw new UnsupportedOperationException("comparison of JSON Schemas comes with the next change");
    }
}
