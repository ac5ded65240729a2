package com.holded.pipeline.event;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A normalised event: one JSON document whatever form the producer sent, and named views of it. The document is what
 * the raw-event contract describes:
 *
 * <pre>
 * {"data": {…}?, "metadata": {…}?, "amount": decimal?, "currency": "EUR",
 *  "attributes": {"type", "targetSubscription", "timestampStamp": ISO-8601 UTC with milliseconds, "messageIdStamp"?,
 *                 "newContextStamp": {"accountId", "userId"?, "requestPlatform"?},
 *                 "amplitudeTrackStamp": {"id"?, "trackedDevice"?}?}}
 * </pre>
 *
 * Only {@link Normaliser} makes one, so the views may rely on the shape.
 */
public final class BusinessEvent implements Serializable {
    private final Json.Obj document;
    private final Json.Obj attributes;
    private final Json.Obj context;
    private final Instant occurredAt;

    BusinessEvent(Json.Obj document, Instant occurredAt) {
        this.document = document;
        this.attributes = object(document, "attributes").orElseThrow();
        this.context = object(attributes, "newContextStamp").orElseThrow();
        this.occurredAt = occurredAt;
    }

    /** The normalised document. */
    public Json.Obj toJson() {
        return document;
    }

    /** The envelope: type, subscription and stamps. */
    public Json.Obj attributes() {
        return attributes;
    }

    /** The payload; empty when the event has none. */
    public Optional<Json.Obj> data() {
        return object(document, "data");
    }

    /** Free metadata of a flat event; empty otherwise. */
    public Optional<Json.Obj> metadata() {
        return object(document, "metadata");
    }

    /** For example {@code Holded\Wallet\Domain\Transaction\Events\WalletTransactionCreatedEvent}. */
    public String eventType() {
        return text(attributes, "type").orElseThrow();
    }

    /** The subscription that the message was meant for. */
    public String targetSubscription() {
        return text(attributes, "targetSubscription").orElseThrow();
    }

    /** The account that the event belongs to. */
    public String companyId() {
        return text(context, "accountId").orElseThrow();
    }

    /** The user or actor; empty when the event names none. */
    public Optional<String> userId() {
        return text(context, "userId");
    }

    /** For example {@code web}; empty when it is unknown. */
    public Optional<String> platform() {
        return text(context, "requestPlatform");
    }

    /** For example {@code mobile}; empty when it is not tracked. */
    public Optional<String> trackedDevice() {
        return object(attributes, "amplitudeTrackStamp").flatMap(stamp -> text(stamp, "trackedDevice"));
    }

    /** The producer's id of the message; empty when it sent none, and then the event is like no other. */
    public Optional<String> messageId() {
        return text(attributes, "messageIdStamp");
    }

    /** When the event was dispatched, in milliseconds. */
    public Instant occurredAt() {
        return occurredAt;
    }

    /** The exact amount, negative for a refund; empty when the event has none. */
    public Optional<BigDecimal> amount() {
        return document.member("amount").flatMap(Json::asNumber).map(BigDecimal::new);
    }

    /** ISO 4217 code of the amount. */
    public String currency() {
        return text(document, "currency").orElseThrow();
    }

    /**
     * SHA-256 of the document with sorted members: equal for the same message in whatever form or order it came, 32
     * bytes.
     */
    public byte[] contentHash() {
        return CanonicalHash.of(document);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BusinessEvent event && document.equals(event.document);
    }

    @Override
    public int hashCode() {
        return document.hashCode();
    }

    @Override
    public String toString() {
        return "BusinessEvent" + document;
    }

    private static Optional<Json.Obj> object(Json.Obj parent, String name) {
        return parent.member(name).flatMap(Json::asObject);
    }

    private static Optional<String> text(Json.Obj parent, String name) {
        return parent.member(name).flatMap(Json::asText);
    }
}
