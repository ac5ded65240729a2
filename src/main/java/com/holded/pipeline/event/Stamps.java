package com.holded.pipeline.event;

import java.time.Instant;
import java.util.HashMap;
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
    private final Path at;
    private final FieldReader fields;

    private record Stamp(Json value, Path at) {}

    private Stamps(Map<String, Stamp> stamps, Path at, FieldReader fields) {
        this.stamps = stamps;
        this.at = at;
        this.fields = fields;
    }

    static Stamps of(Json.Obj envelope, Path at, Function<String, Optional<Json>> embeddedJson, FieldReader fields) {
        Map<String, Stamp> stamps = new HashMap<>();
        envelope.members().forEach((header, value) -> {
            String name = header.substring(header.lastIndexOf('\\') + 1);
            if (KNOWN.contains(name)) {
                Path place = at.child(header);
                if (stamps.put(name, new Stamp(unwrap(value, embeddedJson), place)) != null) {
                    fields.reject(Reason.AMBIGUOUS_ENVELOPE, place, name + " is present twice");
                }
            }
        });
        return new Stamps(stamps, at, fields);
    }

    private static Json unwrap(Json value, Function<String, Optional<Json>> embeddedJson) {
        Json decoded = value instanceof Json.Text text && mayBeJson(text.value())
                ? embeddedJson.apply(text.value()).orElse(value)
                : value;
        if (decoded instanceof Json.Arr array) {
            List<Json> elements = array.elements();
            return elements.isEmpty() ? Json.Null.NULL : elements.get(elements.size() - 1);
        }
        return decoded;
    }

    private static boolean mayBeJson(String text) {
        return text.startsWith("{") || text.startsWith("[");
    }

    Instant occurredAt() {
        Stamp stamp = stamps.get(TIMESTAMP);
        if (stamp == null) {
            return fields.instant(Json.Null.NULL, at.child(TIMESTAMP));
        }
        return stamp.value() instanceof Json.Obj object
                ? fields.instant(object.orNull("dispatchedAt"), stamp.at().child("dispatchedAt"))
                : fields.instant(stamp.value(), stamp.at());
    }

    /** The message id; empty when there is no such stamp. A stamp that is there must hold an identifier. */
    String messageId() {
        Stamp stamp = stamps.get(MESSAGE_ID);
        if (stamp == null) {
            return "";
        }
        return stamp.value() instanceof Json.Obj object
                ? fields.id(object.orNull("id"), stamp.at().child("id"))
                : fields.id(stamp.value(), stamp.at());
    }

    void readContext(BusinessEvent.Draft draft) {
        Stamp stamp = stamps.get(CONTEXT);
        if (stamp == null || stamp.value().isNull()) {
            fields.missing(at.child(CONTEXT), "accountId");
            return;
        }
        objectOf(stamp).ifPresent(context -> {
            draft.accountId = fields.requiredId(context, stamp.at(), "accountId");
            draft.userId = fields.optionalId(context, stamp.at(), "userId");
            draft.platform = fields.optionalText(context, stamp.at(), "requestPlatform");
            if (draft.userId.isEmpty()) {
                Json.Obj actor = fields.object(context, stamp.at(), "actor");
                draft.userId = fields.optionalId(actor, stamp.at().child("actor"), "id");
            }
        });
    }

    void readAmplitude(BusinessEvent.Draft draft) {
        Stamp stamp = stamps.get(AMPLITUDE);
        if (stamp == null || stamp.value().isNull()) {
            return;
        }
        objectOf(stamp).ifPresent(amplitude -> {
            Json id = amplitude.orNull("id");
            draft.amplitudeId =
                    id.isNull() ? "" : fields.unsigned(id, stamp.at().child("id"));
            draft.trackedDevice = fields.optionalText(amplitude, stamp.at(), "trackedDevice");
        });
    }

    private Optional<Json.Obj> objectOf(Stamp stamp) {
        Optional<Json.Obj> object = stamp.value().asObject();
        if (object.isEmpty()) {
            fields.reject(
                    Reason.BAD_TYPE,
                    stamp.at(),
                    "expected an object, not " + stamp.value().kind());
        }
        return object;
    }
}
