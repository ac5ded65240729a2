package com.holded.pipeline.schema;

import com.holded.pipeline.event.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as the tree that the validator reads. Decimals stay decimals to the last digit. */
final class JsonTree {
    /** Long literals of this many characters and fewer fit a {@code long}. */
    private static final int LONG_DIGITS = 18;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = strict(JsonFactory.builder()).build();

    /** For schemas: what a person wrote nests less than this, and everything that walks a schema does so recursively. */
    static final int DEEPEST_SCHEMA = 100;

    /** Avro's parser takes comments; a JSON Schema that holds one is refused before. */
    private static final JsonMapper AVRO =
            schemas().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    private static final JsonMapper SCHEMAS = schemas().build();

    private JsonTree() {}

    /**
     * Parses a JSON text.
     *
     * @throws JacksonException when it is none, has a duplicate member, or something follows it
     */
    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /**
     * Parses the text of a JSON Schema: as {@link #parse}, and nested less than {@value #DEEPEST_SCHEMA} deep.
     *
     * @throws JacksonException when it is none
     */
    static JsonNode parseSchema(String text) {
        return SCHEMAS.readTree(text);
    }

    /**
     * Parses the text of an Avro schema: as {@link #parseSchema}, with comments.
     *
     * @throws JacksonException when it is none
     */
    static JsonNode parseAvro(String text) {
        return AVRO.readTree(text);
    }

    /** What is wrong with a text, and where, in words that name no part of ours. */
    static String complaint(JacksonException malformed) {
        String what =
                String.valueOf(malformed.getOriginalMessage()).replaceAll("(?s)\\s*[\\[(](start marker|Source).*", "");
        TokenStreamLocation where = malformed.getLocation();
        return where == null ? what : what + " at line " + where.getLineNr() + ", column " + where.getColumnNr();
    }

    private static JsonMapper.Builder schemas() {
        StreamReadConstraints shallow =
                StreamReadConstraints.builder().maxNestingDepth(DEEPEST_SCHEMA).build();
        return strict(JsonFactory.builder().streamReadConstraints(shallow));
    }

    private static JsonMapper.Builder strict(JsonFactoryBuilder factory) {
        return JsonMapper.builder(factory.build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }

    /** Compact JSON text. */
    static String write(JsonNode tree) {
        return MAPPER.writeValueAsString(tree);
    }

    /** The same value as a tree. */
    static JsonNode of(Json value) {
        if (value instanceof Json.Obj object) {
            return of(object);
        }
        if (value instanceof Json.Text text) {
            return NODES.stringNode(text.value());
        }
        if (value instanceof Json.Num number) {
            return number(number.literal());
        }
        if (value instanceof Json.Arr array) {
            ArrayNode node = NODES.arrayNode(array.elements().size());
            array.elements().forEach(element -> node.add(of(element)));
            return node;
        }
        return value instanceof Json.Bool bool ? NODES.booleanNode(bool.value()) : NODES.nullNode();
    }

    static ObjectNode of(Json.Obj object) {
        ObjectNode node = NODES.objectNode();
        for (Map.Entry<String, Json> member : object.members().entrySet()) {
            node.set(member.getKey(), of(member.getValue()));
        }
        return node;
    }

    private static JsonNode number(String literal) {
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                return NODES.numberNode(new BigDecimal(literal));
            }
        }
        return literal.length() <= LONG_DIGITS
                ? NODES.numberNode(Long.parseLong(literal))
                : NODES.numberNode(new BigInteger(literal));
    }
}
