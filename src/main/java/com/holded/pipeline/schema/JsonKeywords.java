package com.holded.pipeline.schema;

import com.holded.pipeline.schema.JsonFindings.Outcome;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Compares what schemas demand of a value itself: its type, the values allowed, the limits of texts and numbers. */
final class JsonKeywords {
    private static final Set<String> ALL_TYPES =
            Set.of("null", "boolean", "string", "object", "array", "integer", "fraction");

    /** Beyond this, whether a number is a multiple of another is not worked out: 1e1000000 has a million digits. */
    private static final int MOST_DIGITS = 300;

    private JsonKeywords() {}

    static void annotations(JsonNode old, JsonNode now, JsonFindings found) {
        note(old, now, "$id", JsonChange.ID_CHANGED, found);
        note(old, now, "title", JsonChange.TITLE_CHANGED, found);
        note(old, now, "description", JsonChange.DESCRIPTION_CHANGED, found);
        note(old, now, "default", JsonChange.DEFAULT_CHANGED, found);
    }

    /** Only what the old schema lets through matters: a limit on texts is none where there were no texts. */
    static Outcome compare(JsonComparison comparison, JsonNode old, JsonNode now) {
        JsonFindings found = new JsonFindings();
        Set<String> before = types(old);
        type(before, types(now), found);
        if (!found.outcome().compatible()) {
            return found.outcome();
        }
        values(old, now, found);
        if (before.contains("string")) {
            bound(old, now, "maxLength", Bound.MAX_LENGTH, found);
            bound(old, now, "minLength", Bound.MIN_LENGTH, found);
            text(
                    old,
                    now,
                    "pattern",
                    JsonChange.PATTERN_ADDED,
                    JsonChange.PATTERN_REMOVED,
                    JsonChange.PATTERN_CHANGED,
                    found);
            text(
                    old,
                    now,
                    "format",
                    JsonChange.FORMAT_ADDED,
                    JsonChange.FORMAT_REMOVED,
                    JsonChange.FORMAT_CHANGED,
                    found);
        }
        if (before.contains("integer") || before.contains("fraction")) {
            bound(old, now, "maximum", Bound.MAXIMUM, found);
            bound(old, now, "minimum", Bound.MINIMUM, found);
            bound(old, now, "exclusiveMaximum", Bound.EXCLUSIVE_MAXIMUM, found);
            bound(old, now, "exclusiveMinimum", Bound.EXCLUSIVE_MINIMUM, found);
            multipleOf(number(old, "multipleOf"), number(now, "multipleOf"), found);
        }
        if (before.contains("object")) {
            JsonObjects.compare(comparison, old, now, found);
        }
        if (before.contains("array")) {
            JsonArrays.compare(comparison, old, now, found);
        }
        return found.outcome();
    }

    static void bound(JsonNode old, JsonNode now, String keyword, Bound bound, JsonFindings found) {
        BigDecimal before = limit(old, keyword, bound);
        BigDecimal after = limit(now, keyword, bound);
        if (before == null && after == null) {
            return;
        }
        if (before == null || after == null) {
            found.add(before == null ? bound.added : bound.removed, "/" + keyword);
        } else if (before.compareTo(after) != 0) {
            found.add(before.compareTo(after) < 0 ? bound.increased : bound.decreased, "/" + keyword);
        }
    }

    private static void note(JsonNode old, JsonNode now, String name, JsonChange change, JsonFindings found) {
        if (!old.path(name).equals(now.path(name))) {
            found.add(change);
        }
    }

    private static void type(Set<String> before, Set<String> after, JsonFindings found) {
        if (before.equals(after)) {
            return;
        }
        boolean numbers = isNumeric(before) && isNumeric(after);
        if (after.containsAll(before)) {
            found.add(numbers || after.equals(ALL_TYPES) ? JsonChange.TYPE_EXTENDED : JsonChange.SUM_TYPE_EXTENDED);
        } else if (before.containsAll(after) && !before.equals(ALL_TYPES)) {
            found.add(numbers ? JsonChange.TYPE_NARROWED : JsonChange.SUM_TYPE_NARROWED);
        } else {
            found.add(JsonChange.TYPE_CHANGED);
        }
    }

    private static boolean isNumeric(Set<String> types) {
        return Set.of("integer", "fraction").containsAll(types);
    }

    /** The types of what the schema can let through. */
    private static Set<String> types(JsonNode schema) {
        Set<String> types = new HashSet<>();
        JsonNode type = schema.path("type");
        if (type.isMissingNode()) {
            types.addAll(ALL_TYPES);
        }
        for (JsonNode name : type.isArray() ? type : List.of(type)) {
            if (name.asString("").equals("number")) {
                types.add("integer");
                types.add("fraction");
            } else if (name.isString()) {
                types.add(name.stringValue());
            }
        }
        for (String keyword : List.of("enum", "const")) {
            if (schema.has(keyword)) {
                Set<String> ofValues = new HashSet<>();
                elements(schema.path(keyword), keyword).forEach(value -> ofValues.add(typeOf(value)));
                types.retainAll(ofValues);
            }
        }
        return types;
    }

    private static String typeOf(JsonNode value) {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0 ? "integer" : "fraction";
        }
        return value.isString()
                ? "string"
                : value.isObject() ? "object" : value.isArray() ? "array" : value.isBoolean() ? "boolean" : "null";
    }

    private static void values(JsonNode old, JsonNode now, JsonFindings found) {
        Set<String> before = allowed(old);
        Set<String> after = allowed(now);
        String path = now.has("const") || (!now.has("enum") && old.has("const")) ? "/const" : "/enum";
        if (after == null ? before == null : after.equals(before)) {
            return;
        }
        if (after == null || (before != null && after.containsAll(before))) {
            found.add(JsonChange.ENUM_ARRAY_EXTENDED, path);
        } else if (before == null || before.containsAll(after)) {
            found.add(JsonChange.ENUM_ARRAY_NARROWED, path);
        } else {
            found.add(JsonChange.ENUM_ARRAY_CHANGED, path);
        }
    }

    /** The values of enum and const in their one spelling; null when any value will do. */
    private static @Nullable Set<String> allowed(JsonNode schema) {
        Set<String> allowed = null;
        for (String keyword : List.of("enum", "const")) {
            if (schema.has(keyword)) {
                Set<String> values = new TreeSet<>();
                elements(schema.path(keyword), keyword).forEach(value -> values.add(CanonicalText.of(value)));
                if (allowed == null) {
                    allowed = values;
                } else {
                    allowed.retainAll(values);
                }
            }
        }
        return allowed;
    }

    private static Iterable<JsonNode> elements(JsonNode values, String keyword) {
        return keyword.equals("const") ? List.of(values) : values;
    }

    private static void text(
            JsonNode old,
            JsonNode now,
            String keyword,
            JsonChange added,
            JsonChange removed,
            JsonChange changed,
            JsonFindings found) {
        JsonNode before = old.path(keyword);
        JsonNode after = now.path(keyword);
        if (!before.equals(after)) {
            found.add(before.isMissingNode() ? added : after.isMissingNode() ? removed : changed, "/" + keyword);
        }
    }

    private static void multipleOf(@Nullable BigDecimal before, @Nullable BigDecimal after, JsonFindings found) {
        if (before == null || after == null) {
            if (before != null || after != null) {
                found.add(
                        before == null ? JsonChange.MULTIPLE_OF_ADDED : JsonChange.MULTIPLE_OF_REMOVED, "/multipleOf");
            }
        } else if (before.compareTo(after) != 0) {
            found.add(
                    isMultiple(after, before)
                            ? JsonChange.MULTIPLE_OF_EXPANDED
                            : isMultiple(before, after)
                                    ? JsonChange.MULTIPLE_OF_REDUCED
                                    : JsonChange.MULTIPLE_OF_CHANGED,
                    "/multipleOf");
        }
    }

    private static boolean isMultiple(BigDecimal number, BigDecimal of) {
        boolean small = Math.abs(number.scale()) < MOST_DIGITS
                && Math.abs(of.scale()) < MOST_DIGITS
                && number.precision() < MOST_DIGITS
                && of.precision() < MOST_DIGITS;
        return small && of.signum() != 0 && number.remainder(of).signum() == 0;
    }

    private static @Nullable BigDecimal limit(JsonNode schema, String keyword, Bound bound) {
        BigDecimal limit = number(schema, keyword);
        return limit != null && bound.atLeastZero && limit.signum() == 0 ? null : limit;
    }

    /** In draft-04 an exclusive limit is true or false; true counts as a limit that never moves. */
    private static @Nullable BigDecimal number(JsonNode schema, String keyword) {
        JsonNode value = schema.path(keyword);
        if (value.isBoolean()) {
            return value.booleanValue() ? BigDecimal.ONE : null;
        }
        return value.isNumber() ? value.decimalValue() : null;
    }

    /** An upper or lower limit. */
    enum Bound {
        MAX_LENGTH(false),
        MIN_LENGTH(true),
        MAXIMUM(false),
        MINIMUM(false),
        EXCLUSIVE_MAXIMUM(false),
        EXCLUSIVE_MINIMUM(false),
        MAX_ITEMS(false),
        MIN_ITEMS(true),
        MAX_PROPERTIES(false),
        MIN_PROPERTIES(true);

        private final JsonChange added = JsonChange.valueOf(name() + "_ADDED");
        private final JsonChange removed = JsonChange.valueOf(name() + "_REMOVED");
        private final JsonChange increased = JsonChange.valueOf(name() + "_INCREASED");
        private final JsonChange decreased = JsonChange.valueOf(name() + "_DECREASED");
        /** Whether 0 is no limit. */
        private final boolean atLeastZero;

        Bound(boolean atLeastZero) {
            this.atLeastZero = atLeastZero;
        }
    }
}
