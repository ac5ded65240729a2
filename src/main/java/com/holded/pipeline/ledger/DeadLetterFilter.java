package com.holded.pipeline.ledger;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which dead letters are meant: those that meet all of this. What is empty does not filter.
 *
 * @param reason class of the first error
 * @param companyId account
 * @param eventType type, as it was sent
 * @param status open, replayed or discarded
 * @param eventId one event alone
 * @param from received at this time or later
 * @param to received before this time
 */
public record DeadLetterFilter(
        String reason,
        String companyId,
        String eventType,
        String status,
        Optional<UUID> eventId,
        Optional<Instant> from,
        Optional<Instant> to) {
    /** All of them. */
    public static final DeadLetterFilter ALL =
            new DeadLetterFilter("", "", "", "", Optional.empty(), Optional.empty(), Optional.empty());

    /** The same, of this company alone. */
    public DeadLetterFilter ofCompany(String company) {
        return new DeadLetterFilter(reason, company, eventType, status, eventId, from, to);
    }

    /** The same, in this status alone. */
    public DeadLetterFilter inStatus(String wanted) {
        return new DeadLetterFilter(reason, companyId, eventType, wanted, eventId, from, to);
    }

    /** Its members under the names that the HTTP interface gives to its parameters. */
    public Json.Obj toJson() {
        return new JsonBuilder()
                .textUnlessEmpty("reason", reason)
                .textUnlessEmpty("company", companyId)
                .textUnlessEmpty("type", eventType)
                .textUnlessEmpty("status", status)
                .text("event_id", eventId)
                .text("from", from)
                .text("to", to)
                .build();
    }

    static DeadLetterFilter fromJson(Json.Obj json) {
        return new DeadLetterFilter(
                text(json, "reason"),
                text(json, "company"),
                text(json, "type"),
                text(json, "status"),
                json.member("event_id").flatMap(Json::asText).map(UUID::fromString),
                json.member("from").flatMap(Json::asText).map(Instant::parse),
                json.member("to").flatMap(Json::asText).map(Instant::parse));
    }

    private static String text(Json.Obj json, String name) {
        return json.member(name).flatMap(Json::asText).orElse("");
    }

    /** A condition on {@code dead_letters}, with as many parameters as {@link #bind} sets. */
    String condition() {
        return conditions().keySet().stream().collect(Collectors.joining(" AND ", "(", ")"));
    }

    /** Sets the parameters of {@link #condition}; the position after them. */
    int bind(PreparedStatement statement, int first) throws SQLException {
        int position = first;
        for (Optional<Object> value : conditions().values()) {
            if (value.isPresent()) {
                statement.setObject(position++, value.get());
            }
        }
        return position;
    }

    private Map<String, Optional<Object>> conditions() {
        Map<String, Optional<Object>> conditions = new LinkedHashMap<>();
        conditions.put("true", Optional.empty());
        equal(conditions, "reason = ?", reason);
        equal(conditions, "company_id = ?", companyId);
        equal(conditions, "event_type = ?", eventType);
        equal(conditions, "status = ?", status);
        eventId.ifPresent(id -> conditions.put("event_id = ?", Optional.of(id)));
        from.ifPresent(time -> conditions.put("received_at >= ?", Optional.of(Timestamp.from(time))));
        to.ifPresent(time -> conditions.put("received_at < ?", Optional.of(Timestamp.from(time))));
        return conditions;
    }

    private static void equal(Map<String, Optional<Object>> conditions, String condition, String value) {
        if (!value.isEmpty()) {
            conditions.put(condition, Optional.of(value));
        }
    }
}
