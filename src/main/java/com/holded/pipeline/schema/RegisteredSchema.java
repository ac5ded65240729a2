package com.holded.pipeline.schema;

/**
 * A schema that a registry knows.
 *
 * @param id global id, 1 upwards
 * @param type language of the text
 * @param text as it was registered
 */
record RegisteredSchema(int id, SchemaType type, String text) {}
