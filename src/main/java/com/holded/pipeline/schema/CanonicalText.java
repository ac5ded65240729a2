package com.holded.pipeline.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one spelling of a JSON Schema, by which a text that is registered again is recognised: compact, members sorted by
 * name, numbers without needless zeros or exponents. What means the same to a validator in the same words is the same
 * schema. Arrays keep their order, even where it means nothing ({@code required}), since elsewhere it does.
 */
final class CanonicalText {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /** Beyond this exponent a number is left in scientific form, so that 1e1000000 does not become a megabyte. */
    private static final int LARGEST_PLAIN_EXPONENT = 64;

    private CanonicalText() {}

    static String of(JsonNode tree) {
        return JsonTree.write(sorted(tree));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            TreeMap<String, JsonNode> members = new TreeMap<>();
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                members.put(member.getKey(), sorted(member.getValue()));
            }
            ObjectNode sorted = NODES.objectNode();
            members.forEach(sorted::set);
            return sorted;
        }
        if (node.isArray()) {
            ArrayNode sorted = NODES.arrayNode(node.size());
            node.forEach(element -> sorted.add(sorted(element)));
            return sorted;
        }
        return node.isNumber() ? number(node.decimalValue()) : node;
    }

    private static JsonNode number(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        boolean whole = stripped.scale() <= 0 && stripped.scale() >= -LARGEST_PLAIN_EXPONENT;
        BigInteger integer = whole ? stripped.toBigInteger() : BigInteger.ZERO;
        return whole ? NODES.numberNode(integer) : NODES.numberNode(stripped);
    }
}
