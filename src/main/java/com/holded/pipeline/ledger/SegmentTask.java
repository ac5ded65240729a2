package com.holded.pipeline.ledger;

import com.holded.pipeline.event.SegmentId;
import java.io.Serializable;
import java.time.Instant;

/**
 * A raw segment that a run has taken.
 *
 * @param segment its identity
 * @param key its object key
 * @param sizeBytes size of the object, compressed
 * @param storedAt when the object store had it: the publish time of its events
 * @param takenUpAt when the ledger first saw it: the processing time of its events, the same however often it is tried
 * @param runId the run that took it: the fence, without which nothing of it is loaded
 */
public record SegmentTask(
        SegmentId segment, String key, long sizeBytes, Instant storedAt, Instant takenUpAt, long runId)
        implements Serializable {}
