package com.holded.pipeline.schema;

import com.holded.pipeline.schema.JsonFindings.Outcome;
import com.holded.pipeline.schema.JsonKeywords.Bound;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/**
 * Compares what schemas demand of objects. What may stand under a name that a schema does not declare is its content
 * model: anything (open), nothing (closed), or what patternProperties, additionalProperties or unevaluatedProperties
 * say (partially open).
 */
final class JsonObjects {
    private JsonObjects() {}

    static void compare(JsonComparison comparison, JsonNode old, JsonNode now, JsonFindings found) {
        required(old, now, found);
        properties(comparison, old, now, found);
        patternProperties(comparison, old, now, found);
        additional(comparison, old.path("additionalProperties"), now.path("additionalProperties"), found);
        unevaluated(
                comparison,
                old.path("unevaluatedProperties"),
                now.path("unevaluatedProperties"),
                "unevaluatedProperties",
                found);
        propertyNames(comparison, old, now, found);
        JsonDependencies.compare(comparison, old, now, found);
        JsonKeywords.bound(old, now, "maxProperties", Bound.MAX_PROPERTIES, found);
        JsonKeywords.bound(old, now, "minProperties", Bound.MIN_PROPERTIES, found);
    }

    /** For unevaluatedItems too, with the same names of changes but for the word. */
    static void unevaluated(JsonComparison comparison, JsonNode old, JsonNode now, String keyword, JsonFindings found) {
        String name = keyword.equals("unevaluatedItems") ? "UNEVALUATED_ITEMS" : "UNEVALUATED_PROPERTIES";
        rest(comparison, old, now, "/" + keyword, name, found);
    }

    /** What is left to a schema of "the rest": absent and true mean anything, false means nothing. */
    static void rest(
            JsonComparison comparison, JsonNode old, JsonNode now, String path, String name, JsonFindings found) {
        JsonNode before = JsonClause.orTrue(old);
        JsonNode after = JsonClause.orTrue(now);
        boolean wasClosed = JsonClause.refusesAll(before);
        boolean isClosed = JsonClause.refusesAll(after);
        boolean wasOpen = JsonClause.acceptsAll(before);
        boolean isOpen = JsonClause.acceptsAll(after);
        if (wasClosed != isClosed) {
            found.add(JsonChange.valueOf(name + (isClosed ? "_REMOVED" : "_ADDED")), path);
        } else if (wasOpen != isOpen) {
            found.add(JsonChange.valueOf(name + (isOpen ? "_EXTENDED" : "_NARROWED")), path);
        } else if (!wasOpen && !wasClosed) {
            found.addAll(comparison.compare(before, after), path);
        }
    }

    private static void additional(JsonComparison comparison, JsonNode old, JsonNode now, JsonFindings found) {
        rest(comparison, old, now, "/additionalProperties", "ADDITIONAL_PROPERTIES", found);
    }

    private static void required(JsonNode old, JsonNode now, JsonFindings found) {
        Set<String> before = names(old.path("required"));
        Set<String> after = names(now.path("required"));
        for (String name : before) {
            if (!after.contains(name) && now.path("properties").has(name)) {
                found.add(JsonChange.REQUIRED_ATTRIBUTE_REMOVED, JsonFindings.below("required", name));
            }
        }
        for (String name : after) {
            boolean isNew =
                    !old.path("properties").has(name) && now.path("properties").has(name);
            if (!before.contains(name) && !isNew) {
                found.add(
                        hasDefault(now, name)
                                ? JsonChange.REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED
                                : JsonChange.REQUIRED_ATTRIBUTE_ADDED,
                        JsonFindings.below("required", name));
            }
        }
    }

    private static void properties(JsonComparison comparison, JsonNode old, JsonNode now, JsonFindings found) {
        JsonNode before = old.path("properties");
        JsonNode after = now.path("properties");
        for (Map.Entry<String, JsonNode> property : before.properties()) {
            String name = property.getKey();
            String path = JsonFindings.below("properties", name);
            if (after.has(name)) {
                found.addAll(comparison.compare(property.getValue(), after.path(name)), path);
            } else {
                removed(comparison, property.getValue(), undeclared(now, name), path, found);
            }
        }
        for (Map.Entry<String, JsonNode> property : after.properties()) {
            if (!before.has(property.getKey())) {
                added(comparison, property, old, now, found);
            }
        }
    }

    private static void removed(
            JsonComparison comparison, JsonNode old, List<JsonNode> now, String path, JsonFindings found) {
        if (now.stream().allMatch(JsonClause::acceptsAll)) {
            found.add(JsonChange.PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL, path);
        } else if (now.stream().anyMatch(JsonClause::refusesAll)) {
            found.add(
                    JsonClause.refusesAll(old)
                            ? JsonChange.PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL
                            : JsonChange.PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL,
                    path);
        } else {
            boolean covered = true;
            for (JsonNode partial : now) {
                Outcome outcome = comparison.compare(old, partial);
                found.addAll(outcome, path);
                covered &= outcome.compatible();
            }
            found.add(
                    covered
                            ? JsonChange.PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL
                            : JsonChange.PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL,
                    path);
        }
    }

    private static void added(
            JsonComparison comparison,
            Map.Entry<String, JsonNode> property,
            JsonNode old,
            JsonNode now,
            JsonFindings found) {
        String name = property.getKey();
        String path = JsonFindings.below("properties", name);
        boolean required = names(now.path("required")).contains(name)
                && !names(old.path("required")).contains(name);
        List<JsonNode> before = undeclared(old, name);
        if (before.stream().allMatch(JsonClause::acceptsAll)) {
            found.add(addedToOpen(required, hasDefault(now, name), property.getValue()), path);
            return;
        }
        if (before.stream().noneMatch(JsonClause::refusesAll)) {
            // Any of the old schemas that held for this name is enough, since all of them did.
            List<Outcome> outcomes = before.stream()
                    .map(partial -> comparison.compare(partial, property.getValue()))
                    .toList();
            Outcome best =
                    outcomes.stream().filter(Outcome::compatible).findFirst().orElse(outcomes.get(0));
            found.addAll(best, path)
                    .add(
                            best.compatible()
                                    ? JsonChange.PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL
                                    : JsonChange.PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL,
                            path);
        }
        found.add(
                required
                        ? hasDefault(now, name)
                                ? JsonChange.REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL
                                : JsonChange.REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL
                        : JsonChange.OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL,
                path);
    }

    private static JsonChange addedToOpen(boolean required, boolean withDefault, JsonNode schema) {
        if (!required) {
            return JsonClause.acceptsAll(schema)
                    ? JsonChange.PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL
                    : JsonChange.OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL;
        }
        return withDefault
                ? JsonChange.REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL
                : JsonChange.REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL;
    }

    private static void patternProperties(JsonComparison comparison, JsonNode old, JsonNode now, JsonFindings found) {
        JsonNode before = old.path("patternProperties");
        JsonNode after = now.path("patternProperties");
        for (Map.Entry<String, JsonNode> pattern : before.properties()) {
            String path = JsonFindings.below("patternProperties", pattern.getKey());
            if (after.has(pattern.getKey())) {
                found.addAll(comparison.compare(pattern.getValue(), after.path(pattern.getKey())), path);
            } else {
                boolean goesOn =
                        comparison.compare(pattern.getValue(), otherwise(now)).compatible();
                found.add(
                        goesOn
                                ? JsonChange.PATTERN_PROPERTY_REMOVED
                                : JsonChange.PATTERN_PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL,
                        path);
            }
        }
        for (Map.Entry<String, JsonNode> pattern : after.properties()) {
            if (!before.has(pattern.getKey()) && !JsonClause.acceptsAll(pattern.getValue())) {
                boolean nothingThere = JsonClause.refusesAll(otherwise(old))
                        && before.isEmpty()
                        && old.path("properties").propertyNames().stream()
                                .noneMatch(name -> matches(pattern.getKey(), name));
                found.add(
                        nothingThere
                                ? JsonChange.PATTERN_PROPERTY_ADDED_TO_CLOSED_CONTENT_MODEL
                                : JsonChange.PATTERN_PROPERTY_ADDED,
                        JsonFindings.below("patternProperties", pattern.getKey()));
            }
        }
    }

    private static void propertyNames(JsonComparison comparison, JsonNode old, JsonNode now, JsonFindings found) {
        JsonNode before = JsonClause.orTrue(old.path("propertyNames"));
        JsonNode after = JsonClause.orTrue(now.path("propertyNames"));
        if (JsonClause.acceptsAll(before) && !JsonClause.acceptsAll(after)) {
            found.add(JsonChange.PROPERTY_NAMES_ADDED, "/propertyNames");
        } else if (!JsonClause.acceptsAll(before) && JsonClause.acceptsAll(after)) {
            found.add(JsonChange.PROPERTY_NAMES_REMOVED, "/propertyNames");
        } else {
            found.addAll(comparison.compare(before, after), "/propertyNames");
        }
    }

    /** The schemas that hold for a name that is not declared: those whose pattern it matches, else that of the rest. */
    private static List<JsonNode> undeclared(JsonNode schema, String name) {
        List<JsonNode> matching = new ArrayList<>();
        for (Map.Entry<String, JsonNode> pattern :
                schema.path("patternProperties").properties()) {
            if (matches(pattern.getKey(), name)) {
                matching.add(pattern.getValue());
            }
        }
        return matching.isEmpty() ? List.of(otherwise(schema)) : matching;
    }

    private static JsonNode otherwise(JsonNode schema) {
        return schema.has("additionalProperties")
                ? schema.path("additionalProperties")
                : JsonClause.orTrue(schema.path("unevaluatedProperties"));
    }

    /** A pattern that Java does not read matches nothing; the parser has refused it before. */
    private static boolean matches(String pattern, String name) {
        try {
            return Pattern.compile(pattern).matcher(name).find();
        } catch (PatternSyntaxException other) {
            return false;
        }
    }

    private static boolean hasDefault(JsonNode schema, String name) {
        return schema.path("properties").path(name).has("default");
    }

    static Set<String> names(JsonNode array) {
        Set<String> names = new LinkedHashSet<>();
        array.forEach(name -> names.add(name.asString("")));
        return names;
    }
}
