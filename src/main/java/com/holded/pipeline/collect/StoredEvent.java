package com.holded.pipeline.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.Normalised;
import com.holded.pipeline.event.Normaliser;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An event as it stands in storage, and what can be read of it. */
public final class StoredEvent {
    private static final Normaliser NORMALISER = new Normaliser(JsonText::embedded);
    private static final JsonText.Limits LIMITS = JsonText.Limits.widest();

    private final RawEvent raw;
    private final Normalised normalised;

    StoredEvent(RawEvent raw) {
        this.raw = raw;
        this.normalised = normalise(raw);
    }

    /** The line of its segment. */
    public RawEvent raw() {
        return raw;
    }

    /** What its sender was told: {@code accepted} or {@code rejected}. */
    public String status() {
        return raw.accepted() ? "accepted" : "rejected";
    }

    /** Account; empty when it cannot be read. */
    public String companyId() {
        return normalised instanceof Normalised.Valid valid
                ? valid.event().companyId()
                : ((Normalised.Invalid) normalised).companyId();
    }

    /** Type; empty when it cannot be read. */
    public String eventType() {
        return normalised instanceof Normalised.Valid valid
                ? valid.event().eventType()
                : ((Normalised.Invalid) normalised).eventType();
    }

    /** The line of a list. */
    Json.Obj toListEntry(StoredObject object) {
        return new JsonBuilder()
                .text("event_id", raw.id())
                .text("object_name", object.key())
                .number("size", raw.event().length)
                .text("last_modified", object.storedAt())
                .member("event_type", text(eventType()))
                .member("company_id", text(companyId()))
                .text("status", status())
                .number("timestamp", raw.receivedAtMillis())
                .build();
    }

    /**
     * All that is known; what cannot be read is null.
     *
     * @param withOrigin whether the reader may see where it came from, if that is kept
     */
    Json.Obj toJson(boolean withOrigin) {
        Optional<BusinessEvent> event =
                normalised instanceof Normalised.Valid valid ? Optional.of(valid.event()) : Optional.empty();
        JsonBuilder json = new JsonBuilder()
                .text("event_id", raw.id())
                .text("package_id", raw.packageId())
                .text("correlation_id", raw.packageId())
                .member("event_type", text(eventType()))
                .member("company_id", text(companyId()))
                .member("user_id", text(event.flatMap(BusinessEvent::userId)))
                .number("timestamp", raw.receivedAtMillis())
                .member(
                        "holded_timestamp",
                        text(event.flatMap(known -> known.attributes().member("timestampStamp"))
                                .flatMap(Json::asText)))
                .member("target_subscription", text(event.map(BusinessEvent::targetSubscription)))
                .member("message_id", text(event.flatMap(BusinessEvent::messageId)))
                .member("platform", text(event.flatMap(BusinessEvent::platform)))
                .member("tracked_device", text(event.flatMap(BusinessEvent::trackedDevice)))
                .text("status", status())
                .number("schema_id", raw.schemaId());
        if (withOrigin && raw.origin().isKept()) {
            json.member("client_address", text(raw.origin().address()));
            json.member("user_agent", text(raw.origin().userAgent()));
        }
        if (!raw.accepted()) {
            json.member("errors", Violation.toJson(raw.violations()));
        }
        return json.member("original_holded_event", new Json.Verbatim(new String(raw.event(), UTF_8)))
                .build();
    }

    private static Normalised normalise(RawEvent raw) {
        byte[] sent = raw.event();
        try {
            return NORMALISER.normalise(
                    JsonText.parse(sent, 0, sent.length, LIMITS).value(), Instant.ofEpochMilli(raw.receivedAtMillis()));
        } catch (JsonText.Malformed damaged) {
            Violation violation = new Violation(Reason.NOT_AN_EVENT, "", String.valueOf(damaged.getMessage()));
            return new Normalised.Invalid(List.of(violation), "", "");
        }
    }

    private static Json text(String value) {
        return value.isEmpty() ? Json.Null.NULL : new Json.Text(value);
    }

    private static Json text(Optional<String> value) {
        return text(value.orElse(""));
    }
}
