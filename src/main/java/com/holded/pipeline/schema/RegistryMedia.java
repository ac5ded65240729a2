package com.holded.pipeline.schema;

/** The media types of Confluent's registry, the preferred one first. */
final class RegistryMedia {
    static final String V1 = "application/vnd.schemaregistry.v1+json";
    static final String ANY_VERSION = "application/vnd.schemaregistry+json";
    static final String PLAIN = "application/json";
    /** What a body without a type counts as. */
    static final String UNNAMED = "application/octet-stream";

    private RegistryMedia() {}
}
