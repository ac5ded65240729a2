package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.SegmentTask;
import java.io.Serializable;

/** An object that stands where a segment should and is none, with the reason. */
record CorruptSegment(SegmentTask task, String reason) implements Serializable {}
