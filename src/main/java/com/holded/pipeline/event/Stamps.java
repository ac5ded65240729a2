package com.holded.pipeline.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The message stamps of an envelope, by the last segment of their header name. A stamp may be a scalar, an object, or
 * JSON text of an object or array; of an array the last element counts, as in the messenger that writes it.
 */
final class Stamps {
    private static final String TIMESTAMP = "TimestampStamp";
    private static final String MESSAGE_ID = "MessageIdStamp";
    private static final String CONTEXT = "NewContextStamp";
    private static final String AMPLITUDE = "AmplitudeTrackStamp";
    private static final Set<String> KNOWN = Set.of(TIMESTAMP, MESSAGE_ID, CONTEXT, AMPLITUDE);

    private final Map<String, Stamp> stamps;
    private final String base;
    private final FieldReader fields;

    private record Stamp(Json value, String pointer) {}

    private Stamps(Map<String, Stamp> stamps, String base, FieldReader fields) {
        this.stamps = stamps;
        this.base = base;
        this.fields = fields;
    }

    static Stamps of(
            Json.Obj envelope, String base, Function<String, Optional<Json>> embeddedJson, FieldReader fields) {
        Map<String, Stamp> stamps = new LinkedHashMap<>();
        envelope.members().forEach((header, value) -> {
            String name = header.substring(header.lastIndexOf('\\') + 1);
            if (KNOWN.contains(name)) {
                String pointer = Pointers.child(base, header);
                if (stamps.put(name, new Stamp(unwrap(value, embeddedJson), pointer)) != null) {
                    fields.reject(Reason.AMBIGUOUS_ENVELOPE, pointer, name + " is present twice");
                }
            }
        });
        return new Stamps(stamps, base, fields);
    }

    private static Json unwrap(Json value, Function<String, Optional<Json>> embeddedJson) {
        Json decoded = value.asText()
                .filter(text -> text.startsWith("{") || text.startsWith("["))
                .flatMap(embeddedJson)
                .orElse(value);
        if (decoded instanceof Json.Arr array) {
            List<Json> elements = array.elements();
            return elements.isEmpty() ? Json.Null.NULL : elements.get(elements.size() - 1);
        }
        return decoded;
    }

    Instant occurredAt() {
        Stamp stamp = stamps.get(TIMESTAMP);
        if (stamp == null) {
            return fields.instant(Optional.empty(), Pointers.child(base, TIMESTAMP));
        }
        return stamp.value()
                .asObject()
                .map(object -> fields.instant(object.member("dispatchedAt"), stamp.pointer() + "/dispatchedAt"))
                .orElseGet(() -> fields.instant(Optional.of(stamp.value()), stamp.pointer()));
    }

    /** The message id; empty when there is no such stamp. A stamp that is there must hold an identifier. */
    String messageId() {
        Stamp stamp = stamps.get(MESSAGE_ID);
        if (stamp == null) {
            return "";
        }
        return stamp.value()
                .asObject()
                .map(object -> fields.id(object.member("id").orElse(Json.Null.NULL), stamp.pointer() + "/id"))
                .orElseGet(() -> fields.id(stamp.value(), stamp.pointer()));
    }

    void readContext(Normaliser.Draft draft) {
        Stamp stamp = stamps.get(CONTEXT);
        if (stamp == null || stamp.value().isNull()) {
            fields.missing(Pointers.child(base, CONTEXT), "accountId");
            return;
        }
        objectOf(stamp).ifPresent(context -> {
            draft.accountId = fields.requiredId(context, stamp.pointer(), "accountId");
            draft.userId = fields.optionalId(context, stamp.pointer(), "userId");
            draft.platform = fields.optionalText(context, stamp.pointer(), "requestPlatform")
                    .orElse("");
            if (draft.userId.isEmpty()) {
                fields.object(context, stamp.pointer(), "actor")
                        .ifPresent(actor -> draft.userId = fields.optionalId(actor, stamp.pointer() + "/actor", "id"));
            }
        });
    }

    void readAmplitude(Normaliser.Draft draft) {
        Stamp stamp = stamps.get(AMPLITUDE);
        if (stamp == null || stamp.value().isNull()) {
            return;
        }
        objectOf(stamp).ifPresent(amplitude -> {
            draft.amplitudeId = FieldReader.present(amplitude, "id")
                    .map(id -> fields.unsigned(id, stamp.pointer() + "/id"))
                    .orElse("");
            draft.trackedDevice = fields.optionalText(amplitude, stamp.pointer(), "trackedDevice")
                    .orElse("");
        });
    }

    private Optional<Json.Obj> objectOf(Stamp stamp) {
        Optional<Json.Obj> object = stamp.value().asObject();
        if (object.isEmpty()) {
            fields.reject(
                    Reason.BAD_TYPE,
                    stamp.pointer(),
                    "expected an object, not " + stamp.value().kind());
        }
        return object;
    }
}
