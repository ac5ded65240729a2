package com.holded.pipeline.ledger;

import java.io.Serializable;

/**
 * What became of the events of a segment; events = loaded + duplicates + conflicts + deadLetters.
 *
 * @param events events in the segment
 * @param loaded rows added
 * @param duplicates messages that were counted before
 * @param conflicts message ids seen before with other content
 * @param deadLetters rejected at the door or by the pipeline
 */
public record LoadCounts(int events, int loaded, int duplicates, int conflicts, int deadLetters)
        implements Serializable {}
