package com.holded.pipeline.ledger;

import com.holded.pipeline.event.SegmentId;
import java.time.Instant;

/**
 * A raw segment as object storage lists it.
 *
 * @param segment its identity
 * @param key its object key
 * @param sizeBytes size of the object
 * @param storedAt when the object store had it
 */
public record StoredSegment(SegmentId segment, String key, long sizeBytes, Instant storedAt) {}
