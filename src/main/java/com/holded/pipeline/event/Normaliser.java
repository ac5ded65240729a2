package com.holded.pipeline.event;

import com.holded.pipeline.event.BusinessEvent.Draft;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns each of the forms that producers send (A {@code {data, attributes}}, B {@code {data, headers}}, C queue message,
 * and flat) into one {@link BusinessEvent}, or says everything that is wrong with it. A pure function of its input, so
 * that the door and the pipeline come to the same verdict. Thread-safe.
 */
public final class Normaliser {
    /** Any of them makes an event a flat one. */
    private static final List<String> FLAT_FIELDS = List.of("event_type", "company_id", "user_id", "timestamp");
    /** Members of a flat event that are not its payload. */
    private static final Set<String> FLAT_ENVELOPE =
            Set.of("event_id", "event_type", "company_id", "user_id", "timestamp", "target_subscription", "metadata");
    /** A flat event names no subscription; the contract asks for one. */
    private static final String FLAT_SUBSCRIPTION = "flat";

    private final Function<String, Optional<Json>> embeddedJson;

    /** @param embeddedJson reads a JSON text that stands inside a string; empty when it is malformed */
    public Normaliser(Function<String, Optional<Json>> embeddedJson) {
        this.embeddedJson = embeddedJson;
    }

    /**
     * Normalises one element of a package.
     *
     * @param element the element as sent
     * @param receivedAt when it was received: the moment against which "in the future" is judged
     */
    public Normalised normalise(Json element, Instant receivedAt) {
        if (!(element instanceof Json.Obj event)) {
            return new Normalised.Invalid(
                    List.of(new Violation(
                            Reason.NOT_AN_EVENT, "", "expected an object that is an event, not " + element.kind())),
                    "",
                    "");
        }
        FieldReader fields = new FieldReader(receivedAt);
        boolean attributes = event.members().containsKey("attributes");
        boolean headers = event.members().containsKey("headers");
        if (attributes && headers) {
            fields.reject(
                    Reason.AMBIGUOUS_ENVELOPE, Path.ROOT, "both attributes and headers are present; send one of them");
            return envelope(event, "attributes", fields);
        }
        if (attributes || headers) {
            return envelope(event, attributes ? "attributes" : "headers", fields);
        }
        if (FLAT_FIELDS.stream().anyMatch(event.members()::containsKey)) {
            return flat(event, fields);
        }
        fields.reject(
                Reason.MISSING_FIELD,
                Path.ROOT.child("attributes"),
                "neither attributes nor headers nor the fields of a flat event");
        return fields.invalid("", "");
    }

    private Normalised envelope(Json.Obj event, String name, FieldReader fields) {
        Path at = Path.ROOT.child(name);
        Json.Obj envelope = fields.object(event, Path.ROOT, name);
        if (fields.hasViolations() && envelope.members().isEmpty()) {
            return fields.invalid("", "");
        }
        Stamps stamps = Stamps.of(envelope, at, embeddedJson, fields);
        Draft draft = new Draft();
        draft.type = fields.requiredName(envelope, at, "type");
        draft.subscription = fields.requiredName(envelope, at, "targetSubscription");
        draft.occurredAt = stamps.occurredAt();
        draft.messageId = stamps.messageId();
        stamps.readContext(draft);
        stamps.readAmplitude(draft);
        draft.data = fields.object(event, Path.ROOT, "data");
        readAmount(draft, Path.ROOT.child("data"), fields);
        return finish(draft, fields);
    }

    private static Normalised flat(Json.Obj event, FieldReader fields) {
        Draft draft = new Draft();
        draft.data = payload(event);
        draft.type = fields.requiredName(event, Path.ROOT, "event_type");
        draft.subscription = event.members().containsKey("target_subscription")
                ? fields.requiredName(event, Path.ROOT, "target_subscription")
                : FLAT_SUBSCRIPTION;
        draft.accountId = fields.requiredId(event, Path.ROOT, "company_id");
        draft.userId = fields.optionalId(event, Path.ROOT, "user_id");
        draft.messageId = event.member("event_id")
                .map(id -> fields.id(id, Path.ROOT.child("event_id")))
                .orElse("");
        draft.occurredAt = fields.instant(event.orNull("timestamp"), Path.ROOT.child("timestamp"));
        draft.metadata = fields.object(event, Path.ROOT, "metadata");
        readAmount(draft, Path.ROOT, fields);
        return finish(draft, fields);
    }

    private static Json.Obj payload(Json.Obj flat) {
        JsonBuilder payload = new JsonBuilder();
        flat.members().forEach((name, value) -> {
            if (!FLAT_ENVELOPE.contains(name)) {
                payload.member(name, value);
            }
        });
        return payload.build();
    }

    private static void readAmount(Draft draft, Path at, FieldReader fields) {
        Json amount = draft.data.orNull("amount");
        draft.amount = amount.isNull() ? "" : fields.decimal(amount, at.child("amount"));
        // Aggregates of form C may hold a currency of any shape; it means something only beside an amount.
        draft.currency = fields.currency(draft.amount.isEmpty() ? Json.Obj.EMPTY : draft.data, at, "currency");
    }

    private static Normalised finish(Draft draft, FieldReader fields) {
        return fields.hasViolations()
                ? fields.invalid(draft.accountId, draft.type)
                : new Normalised.Valid(new BusinessEvent(draft));
    }
}
