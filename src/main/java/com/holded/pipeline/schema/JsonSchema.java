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
        return compare(this, (JsonSchema) written).differences().stream()
                .filter(difference -> !difference.change().compatible())
                .map(difference -> incompatibility(difference, sides))
                .toList();
    }

    /** All that changed when {@code reader} takes the place of {@code written}. */
    static JsonFindings.Outcome compare(JsonSchema reader, JsonSchema written) {
        return new JsonComparison(
                        JsonDocuments.of(written.tree, written.references),
                        JsonDocuments.of(reader.tree, reader.references))
                .run();
    }

    private static Incompatibility incompatibility(JsonDifference difference, Sides sides) {
        String path = difference.path().isEmpty() ? "#/" : "#" + difference.path();
        return new Incompatibility(
                difference.change().name(), path, difference.change().describe(path, sides), "", sides.version());
    }
}
