package com.holded.pipeline.ledger;

/**
 * What a run took and what became of it. Of the segments done, events = loaded + duplicates + conflicts + deadLetters.
 *
 * @param segments segments taken
 * @param segmentsDone of those, loaded or quarantined
 * @param events events in the segments done
 * @param loaded rows added
 * @param duplicates messages that were counted before
 * @param conflicts message ids seen before with other content
 * @param deadLetters rejected at the door or by the pipeline
 */
public record RunProgress(
        int segments, int segmentsDone, long events, long loaded, long duplicates, long conflicts, long deadLetters) {}
