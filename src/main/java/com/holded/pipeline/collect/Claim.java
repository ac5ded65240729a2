package com.holded.pipeline.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.PackageId;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.storage.Keys;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.NoSuchElementException;
import java.util.UUID;

/**
 * Says which package a request with an idempotency key became. It is stored before the package is, so whoever finds one
 * looks whether its package is there: a claim alone promises nothing.
 *
 * @param at when it was made
 */
record Claim(IdempotencyKey key, PackageId packageId, int events, Instant at) {
    static final String CONTENT_TYPE = "application/json";

    /** Where claims of this key that were made on this day stand. */
    static String objectName(IdempotencyKey key, LocalDate day) {
        return Keys.idempotencyDay(day) + key.name() + ".json";
    }

    String objectName() {
        return objectName(key, LocalDate.ofInstant(at, ZoneOffset.UTC));
    }

    byte[] encode() {
        return JsonText.write(new JsonBuilder()
                        .text("package_id", packageId)
                        .number("events", events)
                        .text("body", key.body())
                        .number("at", at.toEpochMilli())
                        .build())
                .getBytes(UTF_8);
    }

    /**
     * The claim that this object holds.
     *
     * @param name of the key that it was found under
     */
    static Claim decode(String name, byte[] object) {
        try {
            Json.Obj json = JsonText.parse(object, 0, object.length, JsonText.Limits.ofDepth(4))
                    .value()
                    .asObject()
                    .orElseThrow();
            return new Claim(
                    new IdempotencyKey(
                            name, json.member("body").flatMap(Json::asText).orElseThrow()),
                    new PackageId(UUID.fromString(
                            json.member("package_id").flatMap(Json::asText).orElseThrow())),
                    Integer.parseInt(
                            json.member("events").flatMap(Json::asNumber).orElseThrow()),
                    Instant.ofEpochMilli(Long.parseLong(
                            json.member("at").flatMap(Json::asNumber).orElseThrow())));
        } catch (JsonText.Malformed | NoSuchElementException | IllegalArgumentException damaged) {
            throw new IllegalStateException("the claim of key " + name + " is damaged", damaged);
        }
    }
}
