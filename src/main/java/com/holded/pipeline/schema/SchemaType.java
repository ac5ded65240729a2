package com.holded.pipeline.schema;

import java.util.Arrays;
import java.util.Optional;

/** The languages that a schema may be written in, by Confluent's names. */
enum SchemaType {
    JSON,
    AVRO;

    /** Far above any schema that a person wrote. */
    static final int MOST_CHARACTERS = 1 << 20;

    static Optional<SchemaType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /**
     * Reads a schema.
     *
     * @param references what it uses; a text may use nothing else but itself
     * @throws RegistryException INVALID_SCHEMA, with what is wrong and where
     */
    ParsedSchema parse(String text, References references) {
        if (text.isBlank()) {
            throw RegistryException.invalidSchema("the schema is empty");
        }
        if (text.length() > MOST_CHARACTERS) {
            throw RegistryException.invalidSchema("larger than " + MOST_CHARACTERS + " characters");
        }
        return switch (this) {
            case JSON -> JsonSchema.parse(text, references);
            case AVRO -> AvroSchema.parse(text, references);
        };
    }
}
