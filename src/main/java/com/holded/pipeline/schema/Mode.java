package com.holded.pipeline.schema;

import java.io.InputStream;
import java.util.Arrays;

/** Whether a subject may be changed, by Confluent's names. */
enum Mode {
    READWRITE,
    /** Nothing is registered, deleted or configured. */
    READONLY,
    /** Registrations bring their ids, and nothing is compared with earlier versions. */
    IMPORT;

    /**
     * Reads a body: {@code {"mode": "READONLY"}}.
     *
     * @throws RegistryException BAD_REQUEST, INVALID_MODE
     */
    static Mode read(InputStream body) {
        String name = RequestBody.read(body).text("mode").orElse("");
        return Arrays.stream(values())
                .filter(mode -> mode.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new RegistryException(
                        RegistryError.INVALID_MODE, "Invalid mode. Valid values are READWRITE, READONLY, IMPORT."));
    }
}
