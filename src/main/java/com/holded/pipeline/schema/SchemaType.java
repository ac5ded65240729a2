package com.holded.pipeline.schema;

import java.util.Arrays;
import java.util.Optional;

/** The languages that a schema may be written in, by Confluent's names. */
enum SchemaType {
    JSON,
    AVRO;

    static Optional<SchemaType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }
}
