package com.holded.pipeline.schema;

import com.holded.pipeline.event.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Normalised documents for tests: a full one, and copies of it with one thing changed. */
final class Documents {
    static final String FULL =
            """
            {"data": {"id": "wtx-000184", "amount": 123.45, "nested": [1, {"x": null}], "flag": true},
             "attributes": {
               "type": "Holded\\\\Wallet\\\\Domain\\\\Transaction\\\\Events\\\\WalletTransactionCreatedEvent",
               "targetSubscription": "wallet_events",
               "timestampStamp": "2026-03-05T10:12:35.250Z",
               "messageIdStamp": "8f14e45f-ceea-467f-a9e0-1f6f0f5b2a11",
               "newContextStamp": {"accountId": "company_003", "userId": "user_017", "requestPlatform": "web"},
               "amplitudeTrackStamp": {"id": 4711, "trackedDevice": "desktop"}},
             "amount": 123.45, "currency": "EUR", "metadata": {"document": "F260017"}}
            """;

    private Documents() {}

    static Json.Obj parse(String text) {
        return convert(JsonTree.parse(text)).asObject().orElseThrow();
    }

    /** The full document with the value at this pointer (members only) replaced; an empty JSON text removes it. */
    static Json.Obj with(String pointer, String json) {
        return change(parse(FULL), List.of(pointer.substring(1).split("/")), json);
    }

    static Json.Obj without(String pointer) {
        return with(pointer, "");
    }

    private static Json.Obj change(Json.Obj object, List<String> path, String json) {
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        String name = path.get(0);
        if (path.size() > 1) {
            Json.Obj child = object.member(name).flatMap(Json::asObject).orElseThrow();
            members.put(name, change(child, path.subList(1, path.size()), json));
        } else if (json.isEmpty()) {
            members.remove(name);
        } else {
            members.put(name, convert(JsonTree.parse(json)));
        }
        return new Json.Obj(members);
    }

    private static Json convert(JsonNode node) {
        if (node.isObject()) {
            Map<String, Json> members = new LinkedHashMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), convert(member.getValue())));
            return new Json.Obj(members);
        }
        if (node.isArray()) {
            List<Json> elements = new ArrayList<>();
            node.forEach(element -> elements.add(convert(element)));
            return new Json.Arr(elements);
        }
        if (node.isNumber()) {
            BigDecimal value = node.decimalValue();
            return new Json.Num(value.toString());
        }
        if (node.isBoolean()) {
            return new Json.Bool(node.booleanValue());
        }
        return node.isString() ? new Json.Text(node.stringValue()) : Json.Null.NULL;
    }
}
