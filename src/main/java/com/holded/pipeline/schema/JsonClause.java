package com.holded.pipeline.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One of the things that a JSON Schema demands; it accepts what keeps them all.
 *
 * @param kind what the clause is made of
 * @param key by which the same clause of another version is found
 * @param path of its schema below the schema that it is a clause of
 * @param schema the clause as a schema of its own
 */
record JsonClause(Kind kind, String key, String path, JsonNode schema) {
    /** The schema that demands nothing. */
    static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

    private static final Set<String> CHOICES = Set.of("anyOf", "oneOf");
    private static final Set<String> COMBINED = Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else");

    private static final Set<String> UNEVALUATED = Set.of("unevaluatedProperties", "unevaluatedItems");

    /** What a validator checks of a value itself; other members are notes. */
    private static final Set<String> BASE = Set.of(
            "type",
            "enum",
            "const",
            "maximum",
            "minimum",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "multipleOf",
            "maxLength",
            "minLength",
            "pattern",
            "format",
            "items",
            "prefixItems",
            "additionalItems",
            "maxItems",
            "minItems",
            "uniqueItems",
            "contains",
            "maxContains",
            "minContains",
            "unevaluatedItems",
            "properties",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
            "required",
            "maxProperties",
            "minProperties",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedProperties");

    /** What a clause is made of. */
    enum Kind {
        /** Type, values, and the keywords of strings, numbers, arrays and objects. */
        BASE,
        /** A schema that must hold too: of {@code allOf}, or what a {@code $ref} leads to. */
        MEMBER,
        /** {@code anyOf} or {@code oneOf}. */
        CHOICE,
        NOT,
        /** {@code if}, {@code then}, {@code else}. */
        CONDITION,
        /** {@code unevaluatedProperties} and {@code unevaluatedItems} beside other clauses. */
        UNEVALUATED
    }

    /**
     * The clauses of a schema; none for one that accepts everything.
     *
     * @param target finds what a schema with a {@code $ref} refers to
     * @param checksFormats whether a format is more than a note
     */
    static List<JsonClause> of(JsonNode schema, JsonDocuments.Target target, boolean checksFormats) {
        List<JsonClause> clauses = new ArrayList<>();
        ObjectNode base = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (BASE.contains(member.getKey())
                    && (checksFormats || !member.getKey().equals("format"))) {
                base.set(member.getKey(), member.getValue());
            }
        }
        if (!base.isEmpty()) {
            clauses.add(new JsonClause(Kind.BASE, "", "", base));
        }
        int index = 0;
        for (JsonNode member : schema.path("allOf")) {
            String key = "allOf/" + index++;
            clauses.add(new JsonClause(Kind.MEMBER, key, "/" + key, member));
        }
        if (JsonDocuments.refers(schema)) {
            clauses.add(new JsonClause(Kind.MEMBER, "$ref", "", target.of(schema)));
        }
        for (String choice : CHOICES) {
            if (schema.has(choice)) {
                clauses.add(new JsonClause(Kind.CHOICE, choice, "", only(schema, choice)));
            }
        }
        if (schema.has("not")) {
            clauses.add(new JsonClause(Kind.NOT, "not", "", only(schema, "not")));
        }
        if (schema.has("if") && (schema.has("then") || schema.has("else"))) {
            clauses.add(new JsonClause(Kind.CONDITION, "if", "", only(schema, "if", "then", "else")));
        }
        if (clauses.size() > 1
                && base.properties().stream().anyMatch(member -> UNEVALUATED.contains(member.getKey()))) {
            splitUnevaluated(clauses);
        }
        return List.copyOf(clauses);
    }

    /**
     * "Unevaluated" speaks of what no other clause names, so beside others it is a clause of its own: it neither closes
     * the base, nor does anything but itself follow from it.
     */
    private static void splitUnevaluated(List<JsonClause> clauses) {
        JsonNode base = clauses.remove(0).schema();
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        ObjectNode unevaluated = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : base.properties()) {
            (UNEVALUATED.contains(member.getKey()) ? unevaluated : rest).set(member.getKey(), member.getValue());
        }
        clauses.add(new JsonClause(Kind.UNEVALUATED, "unevaluated", "", unevaluated));
        if (!rest.isEmpty()) {
            clauses.add(0, new JsonClause(Kind.BASE, "", "", rest));
        }
    }

    static boolean acceptsAll(JsonNode schema) {
        return schema.isBoolean() ? schema.booleanValue() : !JsonDocuments.refers(schema) && !demands(schema);
    }

    /** Whether a schema demands something itself, and not only through what it refers to. */
    static boolean demands(JsonNode schema) {
        return schema.propertyNames().stream().anyMatch(name -> BASE.contains(name) || COMBINED.contains(name));
    }

    static boolean refusesAll(JsonNode schema) {
        return schema.isBoolean() && !schema.booleanValue();
    }

    static JsonNode orTrue(JsonNode schema) {
        return schema.isMissingNode() ? BooleanNode.TRUE : schema;
    }

    /** The schemas of a choice. */
    JsonNode branches() {
        return schema.path(key);
    }

    /** Whether what keeps more than one of the branches is refused. */
    boolean isExclusive() {
        return key.equals("oneOf") && branches().size() > 1;
    }

    /** What it is called when a schema loses this clause. */
    JsonChange whenRemoved() {
        return switch (kind) {
            case BASE -> JsonChange.TYPE_EXTENDED;
            case MEMBER, CHOICE -> JsonChange.PRODUCT_TYPE_NARROWED;
            case NOT -> JsonChange.NOT_TYPE_NARROWED;
            case CONDITION -> JsonChange.CONDITION_REMOVED;
            case UNEVALUATED -> JsonChange.UNEVALUATED_PROPERTIES_EXTENDED;
        };
    }

    /** What it is called when a schema gets this clause and nothing that it had implies it. */
    JsonChange whenAdded() {
        return switch (kind) {
            case BASE -> JsonChange.TYPE_CHANGED;
            case MEMBER, CHOICE -> JsonChange.PRODUCT_TYPE_EXTENDED;
            case NOT -> JsonChange.NOT_TYPE_EXTENDED;
            case CONDITION -> JsonChange.CONDITION_ADDED;
            case UNEVALUATED -> JsonChange.UNEVALUATED_PROPERTIES_NARROWED;
        };
    }

    private static ObjectNode only(JsonNode schema, String... names) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            if (schema.has(name)) {
                part.set(name, schema.path(name));
            }
        }
        return part;
    }
}
