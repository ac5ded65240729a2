package com.holded.pipeline.local.recount;

import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One line of a raw segment.
 *
 * @param event as it was sent; of a rejected line it is not read, since it may be anything
 */
record RawLine(UUID eventId, boolean accepted, Object event) {

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException when it is none
     */
    static RawLine read(byte[] line) {
        String id = "";
        String status = "";
        try (JsonParser parser = PlainJson.parser(line)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    JsonToken token = parser.nextToken();
                    switch (name) {
                        case "event_id" -> id = parser.getString();
                        case "status" -> status = parser.getString();
                        case "event" -> {
                            boolean accepted = accepted(status);
                            return new RawLine(
                                    UUID.fromString(id),
                                    accepted,
                                    accepted ? PlainJson.value(parser, token) : PlainJson.NULL);
                        }
                        default -> parser.skipChildren();
                    }
                }
            }
        } catch (JacksonException noJson) {
            throw new IllegalArgumentException("is no JSON: " + noJson.getOriginalMessage(), noJson);
        }
        throw new IllegalArgumentException("holds no event");
    }

    private static boolean accepted(String status) {
        return switch (status) {
            case "accepted" -> true;
            case "rejected" -> false;
            default -> throw new IllegalArgumentException("has the status '" + status + "'");
        };
    }
}
