package com.holded.pipeline.schema;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Where the documents of a JSON Schema stand: what it uses is reached by the names of its references, taken as relative
 * to wherever the {@code $ref} stands, as Confluent's registry does. No address is ever opened.
 */
final class JsonDocuments {
    /** Where a schema stands that does not say so by {@code $id}; a name that never leads anywhere (RFC 6761). */
    static final String ROOT = "https://schema.invalid/";

    private JsonDocuments() {}

    /**
     * The texts of what a schema uses, by every address that a {@code $ref} to them may resolve to.
     *
     * @throws RegistryException INVALID_SCHEMA when a name cannot stand in a {@code $ref} or a text is no JSON
     */
    static Map<String, String> addresses(JsonNode tree, References references) {
        if (references.texts().isEmpty()) {
            return Map.of();
        }
        List<URI> bases = new ArrayList<>();
        bases.add(URI.create(ROOT));
        addId(bases, tree);
        for (String text : references.texts().values()) {
            addId(bases, JsonSchemas.parse(text));
        }
        Map<String, String> addresses = new LinkedHashMap<>();
        references.texts().forEach((name, text) -> {
            for (URI base : bases) {
                addresses.put(base.resolve(address(name)).toString(), text);
            }
        });
        return addresses;
    }

    private static void addId(List<URI> bases, JsonNode tree) {
        JsonNode id = tree.path("$id");
        if (id.isString() && !id.stringValue().isEmpty()) {
            bases.add(URI.create(ROOT).resolve(address(id.stringValue())));
        }
    }

    private static URI address(String name) {
        try {
            return URI.create(name);
        } catch (IllegalArgumentException unfit) {
            throw RegistryException.invalidSchema("'" + name + "' is no URI and cannot stand in a $ref");
        }
    }
}
