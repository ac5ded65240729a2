package com.holded.pipeline.schema;

import com.holded.pipeline.schema.JsonFindings.Outcome;
import com.holded.pipeline.schema.JsonKeywords.Bound;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Compares what schemas demand of arrays: of the first elements one by one, and of the rest. */
final class JsonArrays {
    private JsonArrays() {}

    static void compare(JsonComparison comparison, JsonNode old, JsonNode now, JsonFindings found) {
        items(comparison, old, now, found);
        JsonObjects.unevaluated(
                comparison, old.path("unevaluatedItems"), now.path("unevaluatedItems"), "unevaluatedItems", found);
        contains(comparison, old, now, found);
        JsonKeywords.bound(old, now, "maxItems", Bound.MAX_ITEMS, found);
        JsonKeywords.bound(old, now, "minItems", Bound.MIN_ITEMS, found);
        boolean wasUnique = old.path("uniqueItems").asBoolean(false);
        if (wasUnique != now.path("uniqueItems").asBoolean(false)) {
            found.add(wasUnique ? JsonChange.UNIQUE_ITEMS_REMOVED : JsonChange.UNIQUE_ITEMS_ADDED, "/uniqueItems");
        }
    }

    private static void items(JsonComparison comparison, JsonNode old, JsonNode now, JsonFindings found) {
        JsonNode before = first(old);
        JsonNode after = first(now);
        String path = now.has("prefixItems") || old.has("prefixItems") ? "/prefixItems/" : "/items/";
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            if (i >= after.size()) {
                removed(comparison, before.get(i), otherwise(now), path + i, found);
            } else if (i >= before.size()) {
                added(comparison, otherwise(old), after.get(i), path + i, found);
            } else {
                found.addAll(comparison.compare(before.get(i), after.get(i)), path + i);
            }
        }
        if (before.isEmpty() && after.isEmpty()) {
            all(comparison, rest(old), rest(now), found);
        } else {
            String keyword = path.startsWith("/prefix") ? "/items" : "/additionalItems";
            JsonObjects.rest(comparison, rest(old), rest(now), keyword, "ADDITIONAL_ITEMS", found);
        }
    }

    /** The schema of all elements, where none is named by its place. */
    private static void all(JsonComparison comparison, JsonNode old, JsonNode now, JsonFindings found) {
        if (old.isMissingNode() && now.isMissingNode()) {
            return;
        }
        if (now.isMissingNode()) {
            found.add(JsonChange.SCHEMA_REMOVED, "/items");
        } else if (old.isMissingNode() && !JsonClause.acceptsAll(now)) {
            found.add(JsonChange.SCHEMA_ADDED, "/items");
        } else {
            found.addAll(comparison.compare(JsonClause.orTrue(old), now), "/items");
        }
    }

    private static void removed(
            JsonComparison comparison, JsonNode old, JsonNode now, String path, JsonFindings found) {
        if (JsonClause.acceptsAll(now)) {
            found.add(JsonChange.ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL, path);
        } else if (JsonClause.refusesAll(now)) {
            found.add(
                    JsonClause.refusesAll(old)
                            ? JsonChange.ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL
                            : JsonChange.ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL,
                    path);
        } else {
            Outcome outcome = comparison.compare(old, now);
            found.addAll(outcome, path)
                    .add(
                            outcome.compatible()
                                    ? JsonChange.ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL
                                    : JsonChange.ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL,
                            path);
        }
    }

    private static void added(JsonComparison comparison, JsonNode old, JsonNode now, String path, JsonFindings found) {
        if (JsonClause.acceptsAll(old)) {
            found.add(
                    JsonClause.acceptsAll(now)
                            ? JsonChange.ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL
                            : JsonChange.ITEM_ADDED_TO_OPEN_CONTENT_MODEL,
                    path);
        } else if (JsonClause.refusesAll(old)) {
            found.add(JsonChange.ITEM_ADDED_TO_CLOSED_CONTENT_MODEL, path);
        } else {
            Outcome outcome = comparison.compare(old, now);
            found.addAll(outcome, path)
                    .add(
                            outcome.compatible()
                                    ? JsonChange.ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL
                                    : JsonChange.ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL,
                            path);
        }
    }

    /** With an upper limit, accepting more elements can break it; then only the same schema will do. */
    private static void contains(JsonComparison comparison, JsonNode old, JsonNode now, JsonFindings found) {
        if (!now.has("contains")) {
            if (old.has("contains")) {
                found.add(JsonChange.CONTAINS_REMOVED, "/contains");
            }
            return;
        }
        BigDecimal least = count(now, "minContains", BigDecimal.ONE);
        boolean limited = now.has("maxContains");
        if (!old.has("contains")) {
            if (least.signum() > 0 || limited) {
                found.add(JsonChange.CONTAINS_ADDED, "/contains");
            }
            return;
        }
        Outcome wider = comparison.compare(old.path("contains"), now.path("contains"));
        boolean narrower = !limited
                || comparison
                        .compare(now.path("contains"), old.path("contains"))
                        .compatible();
        boolean counts = least.compareTo(count(old, "minContains", BigDecimal.ONE)) <= 0
                && (!limited
                        || (old.has("maxContains")
                                && count(now, "maxContains", BigDecimal.ZERO)
                                                .compareTo(count(old, "maxContains", BigDecimal.ZERO))
                                        >= 0));
        if (!wider.compatible() || !narrower || !counts) {
            found.add(JsonChange.CONTAINS_CHANGED, "/contains");
        } else {
            found.addAll(wider, "/contains");
        }
    }

    private static BigDecimal count(JsonNode schema, String keyword, BigDecimal otherwise) {
        return schema.path(keyword).isNumber() ? schema.path(keyword).decimalValue() : otherwise;
    }

    /** The schemas of the first elements, one each. */
    private static JsonNode first(JsonNode schema) {
        JsonNode items = schema.has("prefixItems") ? schema.path("prefixItems") : schema.path("items");
        return items.isArray() ? items : JsonNodeFactory.instance.arrayNode();
    }

    /** The schema of the elements after the first ones, if there is one. */
    private static JsonNode rest(JsonNode schema) {
        return schema.path("items").isArray() ? schema.path("additionalItems") : schema.path("items");
    }

    private static JsonNode otherwise(JsonNode schema) {
        JsonNode rest = rest(schema);
        return rest.isMissingNode() ? JsonClause.orTrue(schema.path("unevaluatedItems")) : rest;
    }
}
