package com.holded.pipeline.local.generator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts the parts of an event into one of the forms. */
final class Rendering {
    private static final String SHARED = "X-Message-Stamp-Holded\\Shared\\Infrastructure\\Messenger\\Stamp\\";
    private static final String CORE = "X-Message-Stamp-Holded\\Core\\Messaging\\Messenger\\Stamp\\";
    private static final String CONTEXT_STAMP = SHARED + "NewContextStamp";
    private static final String AMPLITUDE_STAMP = SHARED + "AmplitudeTrackStamp";
    private static final String TIMESTAMP_STAMP = CORE + "TimestampStamp";
    private static final String MESSAGE_ID_STAMP = CORE + "MessageIdStamp";
    private static final String API_KEY_PREFIX = "key_";

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Rendering() {}

    /** Compact JSON text on one line. */
    static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    static ObjectNode render(Draft draft, Form form) {
        return switch (form) {
            case A -> enveloped(draft, "attributes", stampsAsValues(draft));
            case B -> enveloped(draft, "headers", stampsAsObjects(draft));
            case C -> enveloped(draft, "attributes", stampsAsText(draft));
            case FLAT -> flat(draft);
        };
    }

    private static ObjectNode enveloped(Draft draft, String envelope, ObjectNode stamps) {
        ObjectNode event = NODES.objectNode();
        copy(draft, Draft.DATA, event, "data");
        ObjectNode headers = event.putObject(envelope);
        copy(draft, Draft.TYPE, headers, "type");
        copy(draft, Draft.SUBSCRIPTION, headers, "targetSubscription");
        headers.setAll(stamps);
        return event;
    }

    private static ObjectNode stampsAsValues(Draft draft) {
        ObjectNode stamps = NODES.objectNode();
        copy(draft, Draft.CONTEXT, stamps, CONTEXT_STAMP);
        copy(draft, Draft.TIMESTAMP, stamps, TIMESTAMP_STAMP);
        copy(draft, Draft.MESSAGE_ID, stamps, MESSAGE_ID_STAMP);
        copy(draft, Draft.AMPLITUDE, stamps, AMPLITUDE_STAMP);
        return stamps;
    }

    /** What stands under {@code headers} in form B; also the second envelope of an ambiguous event. */
    static ObjectNode stampsAsObjects(Draft draft) {
        ObjectNode stamps = NODES.objectNode();
        copy(draft, Draft.CONTEXT, stamps, CONTEXT_STAMP);
        if (draft.parts().has(Draft.TIMESTAMP)) {
            copy(draft, Draft.TIMESTAMP, stamps.putObject(TIMESTAMP_STAMP), "dispatchedAt");
        }
        if (draft.parts().has(Draft.MESSAGE_ID)) {
            copy(draft, Draft.MESSAGE_ID, stamps.putObject(MESSAGE_ID_STAMP), "id");
        }
        copy(draft, Draft.AMPLITUDE, stamps, AMPLITUDE_STAMP);
        return stamps;
    }

    private static ObjectNode stampsAsText(Draft draft) {
        ObjectNode stamps = NODES.objectNode();
        if (draft.parts().has(Draft.TIMESTAMP)) {
            stamps.put(TIMESTAMP_STAMP, arrayText("dispatchedAt", draft.parts().path(Draft.TIMESTAMP)));
        }
        if (draft.parts().has(Draft.MESSAGE_ID)) {
            stamps.put(MESSAGE_ID_STAMP, arrayText("id", draft.parts().path(Draft.MESSAGE_ID)));
        }
        if (draft.parts().has(Draft.CONTEXT)) {
            stamps.put(CONTEXT_STAMP, text(NODES.arrayNode().add(withActor(draft.context()))));
        }
        return stamps;
    }

    private static ObjectNode withActor(ObjectNode context) {
        ObjectNode withActor = NODES.objectNode();
        String user = context.path("userId").asString();
        withActor.putObject("actor").put("id", user).put("type", user.startsWith(API_KEY_PREFIX) ? "api_key" : "user");
        withActor.setAll(context.deepCopy().without("userId"));
        return withActor;
    }

    private static ObjectNode flat(Draft draft) {
        ObjectNode event = NODES.objectNode();
        copy(draft, Draft.MESSAGE_ID, event, "event_id");
        copy(draft, Draft.TYPE, event, "event_type");
        move(draft.context(), "userId", event, "user_id");
        move(draft.context(), "accountId", event, "company_id");
        copy(draft, Draft.TIMESTAMP, event, "timestamp");
        ObjectNode metadata = draft.data().deepCopy();
        move(metadata, "amount", event, "amount");
        move(metadata, "currency", event, "currency");
        move(metadata, "id", metadata, "document");
        event.set("metadata", metadata);
        return event;
    }

    private static String arrayText(String key, JsonNode value) {
        return text(NODES.arrayNode().add(NODES.objectNode().set(key, value)));
    }

    private static void copy(Draft draft, String part, ObjectNode target, String key) {
        if (draft.parts().has(part)) {
            target.set(key, draft.parts().path(part));
        }
    }

    private static void move(ObjectNode source, String from, ObjectNode target, String to) {
        if (source.has(from)) {
            JsonNode value = source.path(from);
            source.remove(from);
            target.set(to, value);
        }
    }
}
