package com.holded.pipeline.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The JSON object that a caller of the registry sends. Members that are not asked for are passed over. */
final class RequestBody {
    /** A schema of the greatest size, escaped. */
    static final int MOST_BYTES = 2 << 20;

    private final JsonNode members;

    private RequestBody(JsonNode members) {
        this.members = members;
    }

    /**
     * Reads a body.
     *
     * @throws RegistryException BAD_REQUEST when it is no JSON object, SCHEMA_TOO_LARGE
     */
    static RequestBody read(InputStream body) {
        JsonNode members;
        try {
            members = JsonTree.parse(text(body));
        } catch (JacksonException malformed) {
            throw badRequest("The body is no well-formed JSON: " + JsonTree.complaint(malformed));
        }
        if (!members.isObject()) {
            throw badRequest("The body must be an object");
        }
        return new RequestBody(members);
    }

    private static String text(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new RegistryException(
                        RegistryError.SCHEMA_TOO_LARGE, "The body is larger than " + MOST_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException brokenOff) {
            throw new UncheckedIOException("The caller broke off", brokenOff);
        }
    }

    /** A member; empty when it is absent or null. */
    Optional<JsonNode> member(String name) {
        return member(members, name);
    }

    static Optional<JsonNode> member(JsonNode object, String name) {
        return Optional.of(object.path(name)).filter(value -> !value.isMissingNode() && !value.isNull());
    }

    Optional<String> text(String name) {
        return text(members, name);
    }

    static Optional<String> text(JsonNode object, String name) {
        return member(object, name).map(value -> {
            if (!value.isString()) {
                throw badRequest(name + " must be a string");
            }
            return value.stringValue();
        });
    }

    Optional<Integer> number(String name) {
        return number(members, name);
    }

    static Optional<Integer> number(JsonNode object, String name) {
        return member(object, name).map(value -> {
            if (!value.isInt()) {
                throw badRequest(name + " must be a whole number");
            }
            return value.intValue();
        });
    }

    Optional<Boolean> flag(String name) {
        return member(name).map(value -> {
            if (!value.isBoolean()) {
                throw badRequest(name + " must be true or false");
            }
            return value.booleanValue();
        });
    }

    static RegistryException badRequest(String message) {
        return new RegistryException(RegistryError.BAD_REQUEST, message);
    }
}
