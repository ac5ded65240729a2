package com.holded.pipeline.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns each of the forms that producers send (A {@code {data, attributes}}, B {@code {data, headers}}, C queue message,
 * and flat) into one {@link BusinessEvent}, or says everything that is wrong with it. A pure function of its input, so
 * that the door and the pipeline come to the same verdict. Thread-safe.
 */
public final class Normaliser {
    private static final String DEFAULT_CURRENCY = "EUR";
    private static final List<String> FLAT_FIELDS = List.of("event_type", "company_id", "user_id", "timestamp");
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
        boolean attributes = event.member("attributes").isPresent();
        boolean headers = event.member("headers").isPresent();
        if (attributes && headers) {
            fields.reject(Reason.AMBIGUOUS_ENVELOPE, "", "both attributes and headers are present; send one of them");
            return envelope(event, "attributes", fields);
        }
        if (attributes || headers) {
            return envelope(event, attributes ? "attributes" : "headers", fields);
        }
        if (FLAT_FIELDS.stream().anyMatch(event.members()::containsKey)) {
            return flat(event, fields);
        }
        fields.reject(
                Reason.MISSING_FIELD, "/attributes", "neither attributes nor headers nor the fields of a flat event");
        return fields.invalid("", "");
    }

    private Normalised envelope(Json.Obj event, String name, FieldReader fields) {
        Optional<Json.Obj> envelope = fields.object(event, "", name);
        if (envelope.isEmpty()) {
            return fields.invalid("", "");
        }
        Stamps stamps = Stamps.of(envelope.get(), "/" + name, embeddedJson, fields);
        Draft draft = new Draft();
        draft.type = fields.requiredName(envelope.get(), "/" + name, "type");
        draft.subscription = fields.requiredName(envelope.get(), "/" + name, "targetSubscription");
        draft.occurredAt = stamps.occurredAt();
        draft.messageId = stamps.messageId();
        stamps.readContext(draft);
        stamps.readAmplitude(draft);
        fields.object(event, "", "data").ifPresent(data -> draft.data = data.members());
        readAmount(draft, "/data", fields);
        return draft.finish(fields);
    }

    private static Normalised flat(Json.Obj event, FieldReader fields) {
        Draft draft = new Draft();
        Map<String, Json> data = new LinkedHashMap<>(event.members());
        List.of("event_id", "event_type", "company_id", "user_id", "timestamp", "target_subscription", "metadata")
                .forEach(data::remove);
        draft.data = data;
        draft.type = fields.requiredName(event, "", "event_type");
        draft.subscription = event.member("target_subscription").isPresent()
                ? fields.requiredName(event, "", "target_subscription")
                : FLAT_SUBSCRIPTION;
        draft.accountId = fields.requiredId(event, "", "company_id");
        draft.userId = fields.optionalId(event, "", "user_id");
        draft.messageId =
                event.member("event_id").map(id -> fields.id(id, "/event_id")).orElse("");
        draft.occurredAt = fields.instant(event.member("timestamp"), "/timestamp");
        fields.object(event, "", "metadata").ifPresent(metadata -> draft.metadata = metadata.members());
        readAmount(draft, "", fields);
        return draft.finish(fields);
    }

    private static void readAmount(Draft draft, String base, FieldReader fields) {
        Json.Obj data = new Json.Obj(draft.data);
        draft.amount = data.member("amount")
                .filter(amount -> !amount.isNull())
                .map(amount -> fields.decimal(amount, base + "/amount"))
                .orElse("");
        // Aggregates of form C may hold a currency of any shape; it means something only beside an amount.
        draft.currency = draft.amount.isEmpty()
                ? DEFAULT_CURRENCY
                : fields.optionalText(data, base, "currency").orElse(DEFAULT_CURRENCY);
    }

    /** The event while it is read; an empty string means absent. */
    static final class Draft {
        String type = "";
        String subscription = "";
        Instant occurredAt = Instant.EPOCH;
        String messageId = "";
        String accountId = "";
        String userId = "";
        String platform = "";
        String amplitudeId = "";
        String trackedDevice = "";
        String amount = "";
        String currency = DEFAULT_CURRENCY;
        Map<String, Json> data = Map.of();
        Map<String, Json> metadata = Map.of();

        Normalised finish(FieldReader fields) {
            if (fields.hasViolations()) {
                return fields.invalid(accountId, type);
            }
            JsonBuilder context = new JsonBuilder()
                    .text("accountId", accountId)
                    .textUnlessEmpty("userId", userId)
                    .textUnlessEmpty("requestPlatform", platform);
            JsonBuilder amplitude =
                    new JsonBuilder().number("id", amplitudeId).textUnlessEmpty("trackedDevice", trackedDevice);
            JsonBuilder attributes = new JsonBuilder()
                    .text("type", type)
                    .text("targetSubscription", subscription)
                    .text("timestampStamp", Timestamps.format(occurredAt))
                    .textUnlessEmpty("messageIdStamp", messageId)
                    .object("newContextStamp", context.members())
                    .object("amplitudeTrackStamp", amplitude.members());
            JsonBuilder document = new JsonBuilder()
                    .object("data", data)
                    .object("attributes", attributes.members())
                    .number("amount", amount)
                    .text("currency", currency)
                    .object("metadata", metadata);
            return new Normalised.Valid(new BusinessEvent(document.build(), occurredAt));
        }
    }
}
