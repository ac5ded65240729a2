package com.holded.pipeline.schema;

/**
 * A version that a candidate is compared with.
 *
 * @param version within its subject, 1 upwards
 */
record EarlierVersion(int version, ParsedSchema schema) {}
