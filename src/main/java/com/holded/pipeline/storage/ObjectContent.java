package com.holded.pipeline.storage;

/**
 * What a store gave for a key.
 *
 * @param sha256 hex SHA-256 that the object's metadata tell of its bytes; empty when they tell none, since some servers
 *     lose metadata
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of each segment would be dear.
public record ObjectContent(byte[] bytes, String sha256) {}
