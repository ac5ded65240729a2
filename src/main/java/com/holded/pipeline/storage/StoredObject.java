package com.holded.pipeline.storage;

import java.time.Instant;

/**
 * An object as a listing shows it.
 *
 * @param key full key in the bucket
 * @param sizeBytes bytes as stored
 * @param storedAt the store's time of storage
 */
public record StoredObject(String key, long sizeBytes, Instant storedAt) {}
