package com.holded.pipeline.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The contracts that ship with the program, to be registered where their subjects are absent. */
final class ShippedContracts {
    /** What an event is when it comes in. */
    static final String RAW = "events.raw-value";

    /** What it is when it is enriched. */
    static final String ENRICHED = "events.enriched-value";

    static final Map<String, NewSchema> BY_SUBJECT = Map.of(
            RAW, schema(SchemaType.JSON, text(RAW + ".json")),
            ENRICHED, schema(SchemaType.AVRO, text(ENRICHED + ".avsc")));

    private ShippedContracts() {}

    private static NewSchema schema(SchemaType type, String text) {
        return Candidate.toStore(type.parse(text, References.NONE));
    }

    /** The text of a file of {@code contracts/}. */
    static String text(String file) {
        String resource = "/contracts/" + file;
        try (InputStream stream = Objects.requireNonNull(
                ShippedContracts.class.getResourceAsStream(resource), resource + " is missing")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(resource, unreadable);
        }
    }
}
