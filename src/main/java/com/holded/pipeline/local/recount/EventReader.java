package com.holded.pipeline.local.recount;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * Reads an accepted event in whatever form it came (docs/events.md). That it is right was found out at the door; what
 * cannot be read nevertheless is thrown.
 */
final class EventReader {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
    private static final Set<String> NO_PAYLOAD =
            Set.of("event_id", "event_type", "company_id", "user_id", "timestamp", "target_subscription", "metadata");

    private final Classes classes = new Classes();

    /**
     * What counts of an event.
     *
     * @throws IllegalArgumentException when it is none that can have been accepted
     */
    Facts read(Object event) {
        try {
            Map<String, Object> members = object(event);
            boolean attributes = members.containsKey("attributes");
            return attributes || members.containsKey("headers")
                    ? envelope(members, object(member(members, attributes ? "attributes" : "headers")))
                    : flat(members);
        } catch (ClassCastException | DateTimeException | JacksonException | NumberFormatException wrong) {
            throw new IllegalArgumentException("cannot have been accepted: " + wrong.getMessage(), wrong);
        }
    }

    private Facts envelope(Map<String, Object> event, Map<String, Object> envelope) {
        Map<String, Object> stamps = new TreeMap<>();
        envelope.forEach((header, value) -> stamps.put(header.substring(header.lastIndexOf('\\') + 1), unfold(value)));
        Object time = member(stamps, "TimestampStamp");
        Object message = member(stamps, "MessageIdStamp");
        Map<String, Object> context = object(member(stamps, "NewContextStamp"));
        Map<String, Object> amplitude = object(member(stamps, "AmplitudeTrackStamp"));
        String user = text(member(context, "userId"));
        return facts(
                text(member(envelope, "type")),
                text(member(envelope, "targetSubscription")),
                text(member(context, "accountId")),
                user.isEmpty() ? text(member(object(member(context, "actor")), "id")) : user,
                text(message instanceof Map ? member(object(message), "id") : message),
                time instanceof Map ? member(object(time), "dispatchedAt") : time,
                List.of(
                        text(member(context, "requestPlatform")),
                        member(amplitude, "id"),
                        text(member(amplitude, "trackedDevice"))),
                object(member(event, "data")),
                Map.of());
    }

    private Facts flat(Map<String, Object> event) {
        Map<String, Object> payload = new TreeMap<>(event);
        payload.keySet().removeAll(NO_PAYLOAD);
        return facts(
                text(member(event, "event_type")),
                event.containsKey("target_subscription") ? text(member(event, "target_subscription")) : "flat",
                text(member(event, "company_id")),
                text(member(event, "user_id")),
                text(member(event, "event_id")),
                member(event, "timestamp"),
                List.of("", PlainJson.NULL, ""),
                payload,
                object(member(event, "metadata")));
    }

    private Facts facts(
            String type,
            String subscription,
            String company,
            String user,
            String messageId,
            Object time,
            List<Object> client,
            Map<String, Object> data,
            Map<String, Object> metadata) {
        if (type.isEmpty() || subscription.isEmpty() || company.isEmpty()) {
            throw new IllegalArgumentException("cannot have been accepted: it has no type, subscription or account");
        }
        long at = millis(time);
        Optional<BigDecimal> amount = decimal(member(data, "amount"));
        String currency = amount.isPresent() ? text(member(data, "currency")) : "";
        Cell cell = new Cell(
                Instant.ofEpochMilli(at).atZone(MADRID).toLocalDate(),
                company,
                type,
                classes.of(type),
                currency.isEmpty() ? "EUR" : currency);
        StringBuilder content = new StringBuilder(512);
        write(
                List.of(type, subscription, company, user, messageId, Long.toString(at), client, data, metadata),
                content);
        return new Facts(cell, at, amount, messageId, Digest.of(content.toString()));
    }

    /** A stamp may be JSON text; of an array the last element counts. */
    private static Object unfold(Object stamp) {
        Object value = stamp;
        if (stamp instanceof String text && (text.startsWith("{") || text.startsWith("["))) {
            value = PlainJson.read(text);
        }
        if (value instanceof List<?> list) {
            return list.isEmpty() ? PlainJson.NULL : list.get(list.size() - 1);
        }
        return value;
    }

    private static long millis(Object time) {
        return time instanceof PlainJson.Literal number
                ? Long.parseLong(number.text())
                : OffsetDateTime.parse(text(time))
                        .toInstant()
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toEpochMilli();
    }

    private static Optional<BigDecimal> decimal(Object amount) {
        if (amount == PlainJson.NULL) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(amount instanceof PlainJson.Literal number ? number.text() : text(amount)));
    }

    private static Object member(Map<String, Object> object, String name) {
        return object.getOrDefault(name, PlainJson.NULL);
    }

    private static String text(Object value) {
        return value == PlainJson.NULL ? "" : (String) value;
    }

    @SuppressWarnings("unchecked") // The only maps that PlainJson makes.
    private static Map<String, Object> object(Object value) {
        return value == PlainJson.NULL ? Map.of() : (Map<String, Object>) value;
    }

    /** A text that is the same for the same value and for no other, whatever the order of members. */
    private static void write(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            new TreeMap<>(map).forEach((name, member) -> {
                write(name, out);
                write(member, out);
            });
            out.append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            list.forEach(element -> write(element, out));
            out.append(']');
        } else {
            String text = value.toString();
            out.append(value.getClass().getSimpleName())
                    .append(text.length())
                    .append(':')
                    .append(text);
        }
    }
}
