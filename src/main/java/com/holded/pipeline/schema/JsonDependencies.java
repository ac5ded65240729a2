package com.holded.pipeline.schema;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Compares what schemas demand when a certain property is there: of other names, or of the whole object. */
final class JsonDependencies {
    private JsonDependencies() {}

    static void compare(JsonComparison comparison, JsonNode old, JsonNode now, JsonFindings found) {
        names(of(old, "dependentRequired", true), of(now, "dependentRequired", true), found);
        schemas(comparison, of(old, "dependentSchemas", false), of(now, "dependentSchemas", false), found);
    }

    private static void names(Map<String, JsonNode> before, Map<String, JsonNode> after, JsonFindings found) {
        for (Map.Entry<String, JsonNode> dependency : before.entrySet()) {
            String path = JsonFindings.below("dependencies", dependency.getKey());
            JsonNode now = after.get(dependency.getKey());
            if (now == null) {
                found.add(JsonChange.DEPENDENCY_ARRAY_REMOVED, path);
                continue;
            }
            Set<String> had = JsonObjects.names(dependency.getValue());
            Set<String> has = JsonObjects.names(now);
            if (!had.equals(has)) {
                found.add(
                        has.containsAll(had)
                                ? JsonChange.DEPENDENCY_ARRAY_EXTENDED
                                : had.containsAll(has)
                                        ? JsonChange.DEPENDENCY_ARRAY_NARROWED
                                        : JsonChange.DEPENDENCY_ARRAY_CHANGED,
                        path);
            }
        }
        added(before, after, JsonChange.DEPENDENCY_ARRAY_ADDED, found);
    }

    private static void schemas(
            JsonComparison comparison, Map<String, JsonNode> before, Map<String, JsonNode> after, JsonFindings found) {
        for (Map.Entry<String, JsonNode> dependency : before.entrySet()) {
            String path = JsonFindings.below("dependencies", dependency.getKey());
            JsonNode now = after.get(dependency.getKey());
            if (now == null) {
                found.add(JsonChange.DEPENDENCY_SCHEMA_REMOVED, path);
            } else {
                found.addAll(comparison.compare(dependency.getValue(), now), path);
            }
        }
        added(before, after, JsonChange.DEPENDENCY_SCHEMA_ADDED, found);
    }

    private static void added(
            Map<String, JsonNode> before, Map<String, JsonNode> after, JsonChange change, JsonFindings found) {
        for (String name : after.keySet()) {
            if (!before.containsKey(name)) {
                found.add(change, JsonFindings.below("dependencies", name));
            }
        }
    }

    /** Up to draft-07 both kinds stand in {@code dependencies}. */
    private static Map<String, JsonNode> of(JsonNode schema, String keyword, boolean arrays) {
        Map<String, JsonNode> dependencies = new TreeMap<>();
        for (String place : new String[] {"dependencies", keyword}) {
            for (Map.Entry<String, JsonNode> dependency : schema.path(place).properties()) {
                if (dependency.getValue().isArray() == arrays) {
                    dependencies.put(dependency.getKey(), dependency.getValue());
                }
            }
        }
        return dependencies;
    }
}
