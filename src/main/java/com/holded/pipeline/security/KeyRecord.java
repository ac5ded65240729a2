package com.holded.pipeline.security;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A stored key as administrators see it: everything but its secrets.
 *
 * @param company empty = not bound
 * @param createdBy key id of the administrator
 * @param end when it expires; {@link Instant#MAX} = never
 * @param revoked when it was revoked; {@link Instant#MAX} = it was not
 * @param lastUsed last request with it, a few seconds late; {@link Instant#MIN} = never
 * @param status {@code active}, {@code expired} or {@code revoked}, by the database's clock
 * @param secrets those that are valid, newest first
 */
record KeyRecord(
        String keyId,
        String name,
        Role role,
        String company,
        OwnLimits limits,
        SubjectGrants subjects,
        Instant createdAt,
        String createdBy,
        Instant end,
        Instant revoked,
        Instant lastUsed,
        String status,
        List<SecretRecord> secrets) {

    KeyRecord {
        secrets = List.copyOf(secrets);
    }

    /**
     * That there is a secret, not which.
     *
     * @param end when it expires; {@link Instant#MAX} = with the key
     */
    record SecretRecord(Instant createdAt, Instant end) {
        private Json toJson() {
            return new JsonBuilder()
                    .text("created_at", createdAt)
                    .text("expires_at", known(end))
                    .build();
        }
    }

    /** Without a secret. */
    JsonBuilder toJson() {
        return new JsonBuilder()
                .text("key_id", keyId)
                .text("name", name)
                .text("role", role.name().toLowerCase(Locale.ROOT))
                .textUnlessEmpty("company", company)
                .text("status", status)
                .object("limits", limitsJson().build())
                .object("subjects", subjects.toJson())
                .text("created_at", createdAt)
                .text("created_by", createdBy)
                .text("expires_at", known(end))
                .text("revoked_at", known(revoked))
                .text("last_used_at", known(lastUsed))
                .member(
                        "secrets",
                        new Json.Arr(secrets.stream().map(SecretRecord::toJson).toList()));
    }

    private JsonBuilder limitsJson() {
        JsonBuilder json = new JsonBuilder();
        if (limits.eventsPerSecond() > 0) {
            json.number("events_per_second", limits.eventsPerSecond());
        }
        if (limits.requestsPerSecond() > 0) {
            json.number("requests_per_second", limits.requestsPerSecond());
        }
        return json;
    }

    private static Optional<Instant> known(Instant instant) {
        return instant.equals(Instant.MAX) || instant.equals(Instant.MIN) ? Optional.empty() : Optional.of(instant);
    }
}
