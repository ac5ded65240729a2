package com.holded.pipeline.schema;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/**
 * Where the documents of a JSON Schema stand: what it uses is reached by the names of its references, taken as relative
 * to wherever the {@code $ref} stands, as Confluent's registry does. No address is ever opened.
 */
final class JsonDocuments {
    /** Where a schema stands that does not say so by {@code $id}; a name that never leads anywhere (RFC 6761). */
    static final String ROOT = "https://schema.invalid/";

    private static final List<String> REFERRING = List.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final List<String> ANCHORS = List.of("$anchor", "$dynamicAnchor");

    /** Members whose value is data, in which {@code $id} and {@code $ref} mean nothing. */
    private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

    /** Members whose value holds schemas by name, so that a name like {@code default} is no keyword there. */
    private static final Set<String> BY_NAME =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");

    /** From one {@code $ref} to the next; more is a circle. */
    private static final int MOST_HOPS = 100;

    private final JsonNode root;
    private final IdentityHashMap<JsonNode, Place> places = new IdentityHashMap<>();
    private final Map<String, JsonNode> byAddress = new HashMap<>();

    private JsonDocuments(JsonNode root) {
        this.root = root;
    }

    /** Finds what a schema refers to. */
    interface Target {
        JsonNode of(JsonNode schema);
    }

    /**
     * A schema with all that it uses.
     *
     * @throws RegistryException INVALID_SCHEMA when an address is no URI or a text is no JSON
     */
    static JsonDocuments of(JsonNode tree, References references) {
        JsonDocuments documents = new JsonDocuments(tree);
        documents.walk(tree, URI.create(ROOT), before2019(tree));
        documents.byAddress.putIfAbsent(ROOT, tree);
        Map<String, JsonNode> parsed = new HashMap<>();
        addresses(tree, references).forEach((address, text) -> {
            JsonNode used = parsed.computeIfAbsent(text, JsonSchemas::parse);
            if (!documents.places.containsKey(used)) {
                documents.walk(used, URI.create(address), before2019(used));
            }
            documents.byAddress.putIfAbsent(address, used);
        });
        return documents;
    }

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

    static boolean refers(JsonNode schema) {
        return REFERRING.stream().anyMatch(schema::has);
    }

    JsonNode root() {
        return root;
    }

    /** Whether a schema is one of these documents, or a part of one. */
    boolean knows(JsonNode schema) {
        return places.containsKey(schema);
    }

    /** Whether a schema is of draft-07 or earlier, where a format is checked; since 2019-09 it is a mere note. */
    boolean checksFormats(JsonNode schema) {
        Place place = places.get(schema);
        // A clause of a schema stands nowhere; what does not count is no longer in it.
        return place == null || place.before2019();
    }

    /** What a schema that is nothing but a reference refers to in the end; any other schema itself. */
    JsonNode resolve(JsonNode schema) {
        JsonNode reached = schema;
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            Place place = places.get(reached);
            if (place == null || !refers(reached) || (!place.before2019() && JsonClause.demands(reached))) {
                return reached;
            }
            reached = target(reached);
        }
        // A circle of references demands nothing.
        return BooleanNode.TRUE;
    }

    /** What the {@code $ref} of a schema leads to; a schema that accepts everything when it leads nowhere. */
    JsonNode target(JsonNode schema) {
        Place place = places.get(schema);
        String reference = REFERRING.stream()
                .filter(schema::has)
                .findFirst()
                .map(name -> schema.path(name).asString(""))
                .orElse("");
        if (place == null) {
            return BooleanNode.TRUE;
        }
        URI address = place.base().resolve(address(reference));
        String fragment = address.getFragment();
        JsonNode whole = byAddress.get(address.toString());
        if (whole != null && fragment != null && !fragment.isEmpty()) {
            return whole;
        }
        JsonNode document = byAddress.get(withoutFragment(address));
        if (document == null) {
            return BooleanNode.TRUE;
        }
        return fragment != null && fragment.startsWith("/")
                ? JsonClause.orTrue(document.at(JsonPointer.compile(fragment)))
                : document;
    }

    private void walk(JsonNode node, URI base, boolean before2019) {
        if (node.isArray()) {
            node.forEach(element -> walk(element, base, before2019));
        }
        if (!node.isObject()) {
            return;
        }
        URI here = base;
        JsonNode id = node.path("$id");
        if (id.isString() && !id.stringValue().isEmpty()) {
            here = base.resolve(address(id.stringValue()));
            byAddress.putIfAbsent(withoutEmptyFragment(here), node);
            here = id.stringValue().startsWith("#") ? base : here;
        }
        places.put(node, new Place(here, before2019));
        for (String anchor : ANCHORS) {
            if (node.path(anchor).isString()) {
                byAddress.putIfAbsent(
                        withoutFragment(here) + "#" + node.path(anchor).stringValue(), node);
            }
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (BY_NAME.contains(member.getKey()) && member.getValue().isObject()) {
                for (JsonNode named : member.getValue()) {
                    walk(named, here, before2019);
                }
            } else if (!DATA.contains(member.getKey())) {
                walk(member.getValue(), here, before2019);
            }
        }
    }

    private static boolean before2019(JsonNode tree) {
        return tree.path("$schema").asString("").matches("https?://json-schema\\.org/draft-0[467]/.*");
    }

    private static String withoutFragment(URI address) {
        String text = address.toString();
        int hash = text.indexOf('#');
        return hash < 0 ? text : text.substring(0, hash);
    }

    private static String withoutEmptyFragment(URI address) {
        String text = address.toString();
        return text.endsWith("#") ? text.substring(0, text.length() - 1) : text;
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
            throw RegistryException.invalidSchema("'" + name + "' is no URI and cannot stand in a $ref or $id");
        }
    }

    /**
     * Where a schema stands.
     *
     * @param base what a relative reference in it is relative to
     * @param before2019 whether a {@code $ref} beside other members counts alone, and a format is checked
     */
    private record Place(URI base, boolean before2019) {}
}
