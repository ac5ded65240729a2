package com.holded.pipeline.schema;

import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;

/** The media types of Confluent's registry, the preferred one first. */
final class RegistryMedia {
    static final String V1 = "application/vnd.schemaregistry.v1+json";
    static final String ANY_VERSION = "application/vnd.schemaregistry+json";
    static final String PLAIN = "application/json";
    /** What a body without a type counts as. */
    static final String UNNAMED = "application/octet-stream";

    private RegistryMedia() {}

    /** What the caller asked for, if it is one of ours. */
    static MediaType acceptable(List<MediaType> asked) {
        return Stream.of(V1, ANY_VERSION, PLAIN)
                .map(MediaType::valueOf)
                .filter(type -> asked.stream().anyMatch(type::isCompatible))
                .findFirst()
                .orElse(MediaType.valueOf(PLAIN));
    }
}
