package com.holded.pipeline.local.generator;

import com.holded.pipeline.event.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON text as the normaliser takes it. */
final class EventJson {
    private EventJson() {}

    static Optional<Json> parse(String text) {
        try {
            return Optional.of(json(JsonMapper.shared().readTree(text)));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Json json(JsonNode node) {
        if (node.isObject()) {
            Map<String, Json> members = new LinkedHashMap<>();
            node.properties().forEach(entry -> members.put(entry.getKey(), json(entry.getValue())));
            return new Json.Obj(members);
        }
        if (node.isArray()) {
            List<Json> elements = new ArrayList<>();
            node.values().forEach(element -> elements.add(json(element)));
            return new Json.Arr(elements);
        }
        if (node.isString()) {
            return new Json.Text(node.stringValue());
        }
        if (node.isNumber()) {
            return new Json.Num(node.toString());
        }
        return node.isBoolean() ? new Json.Bool(node.booleanValue()) : Json.Null.NULL;
    }
}
