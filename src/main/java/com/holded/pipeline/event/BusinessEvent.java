package com.holded.pipeline.event;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A normalised event: the same fields whatever form the producer sent. Only {@link Normaliser} makes one, so whoever
 * holds one may rely on what is said of each field. Immutable.
 */
public final class BusinessEvent implements Serializable {
    private final String type;
    private final String subscription;
    private final Instant occurredAt;
    private final String messageId;
    private final String accountId;
    private final String userId;
    private final String platform;
    private final String amplitudeId;
    private final String trackedDevice;
    private final String amount;
    private final String currency;
    private final Json.Obj data;
    private final Json.Obj metadata;

    BusinessEvent(Draft draft) {
        this.type = draft.type;
        this.subscription = draft.subscription;
        this.occurredAt = draft.occurredAt;
        this.messageId = draft.messageId;
        this.accountId = draft.accountId;
        this.userId = draft.userId;
        this.platform = draft.platform;
        this.amplitudeId = draft.amplitudeId;
        this.trackedDevice = draft.trackedDevice;
        this.amount = draft.amount;
        this.currency = draft.currency;
        this.data = draft.data;
        this.metadata = draft.metadata;
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
        String currency = "";
        Json.Obj data = Json.Obj.EMPTY;
        Json.Obj metadata = Json.Obj.EMPTY;
    }

    /**
     * The event as the document that the raw-event contract describes:
     *
     * <pre>
     * {"data": {…}?, "attributes": {…}, "amount": decimal?, "currency": "EUR", "metadata": {…}?}
     * </pre>
     */
    public Json.Obj toJson() {
        return new JsonBuilder()
                .object("data", data)
                .object("attributes", attributes())
                .number("amount", amount)
                .text("currency", currency)
                .object("metadata", metadata)
                .build();
    }

    /**
     * The envelope:
     *
     * <pre>
     * {"type", "targetSubscription", "timestampStamp": ISO-8601 UTC with milliseconds, "messageIdStamp"?,
     *  "newContextStamp": {"accountId", "userId"?, "requestPlatform"?}, "amplitudeTrackStamp": {"id"?, "trackedDevice"?}?}
     * </pre>
     */
    public Json.Obj attributes() {
        Json.Obj context = new JsonBuilder()
                .text("accountId", accountId)
                .textUnlessEmpty("userId", userId)
                .textUnlessEmpty("requestPlatform", platform)
                .build();
        Json.Obj amplitude = new JsonBuilder()
                .number("id", amplitudeId)
                .textUnlessEmpty("trackedDevice", trackedDevice)
                .build();
        return new JsonBuilder()
                .text("type", type)
                .text("targetSubscription", subscription)
                .text("timestampStamp", Timestamps.format(occurredAt))
                .textUnlessEmpty("messageIdStamp", messageId)
                .object("newContextStamp", context)
                .object("amplitudeTrackStamp", amplitude)
                .build();
    }

    /** The payload; empty when the event has none. */
    public Optional<Json.Obj> data() {
        return Optional.of(data).filter(payload -> !payload.members().isEmpty());
    }

    /** Free metadata of a flat event; empty otherwise. */
    public Optional<Json.Obj> metadata() {
        return Optional.of(metadata).filter(free -> !free.members().isEmpty());
    }

    /** For example {@code Holded\Wallet\Domain\Transaction\Events\WalletTransactionCreatedEvent}. */
    public String eventType() {
        return type;
    }

    /** The subscription that the message was meant for. */
    public String targetSubscription() {
        return subscription;
    }

    /** The account that the event belongs to. */
    public String companyId() {
        return accountId;
    }

    /** The user or actor; empty when the event names none. */
    public Optional<String> userId() {
        return unlessEmpty(userId);
    }

    /** For example {@code web}; empty when it is unknown. */
    public Optional<String> platform() {
        return unlessEmpty(platform);
    }

    /** For example {@code mobile}; empty when it is not tracked. */
    public Optional<String> trackedDevice() {
        return unlessEmpty(trackedDevice);
    }

    /** The producer's id of the message; empty when it sent none, and then the event is like no other. */
    public Optional<String> messageId() {
        return unlessEmpty(messageId);
    }

    /** When the event was dispatched, in milliseconds. */
    public Instant occurredAt() {
        return occurredAt;
    }

    /** The exact amount, negative for a refund; empty when the event has none. */
    public Optional<BigDecimal> amount() {
        return unlessEmpty(amount).map(BigDecimal::new);
    }

    /** ISO 4217 code of the amount. */
    public String currency() {
        return currency;
    }

    /**
     * SHA-256 of the document with sorted members: equal for the same message in whatever form or order it came, 32
     * bytes.
     */
    public byte[] contentHash() {
        return CanonicalHash.of(toJson());
    }

    private static Optional<String> unlessEmpty(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BusinessEvent event && toJson().equals(event.toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    @Override
    public String toString() {
        return "BusinessEvent" + toJson();
    }
}
