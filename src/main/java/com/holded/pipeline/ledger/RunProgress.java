package com.holded.pipeline.ledger;

/**
 * What a run took and what became of it. Of the segments done, events = loaded + duplicates + conflicts + deadLetters.
 *
 * @param segments segments taken
 * @param segmentsDone of those, loaded or quarantined
 * @param quarantined of those done, segments that could not be read
 * @param events events in the segments done
 * @param loaded rows added
 * @param duplicates messages that were counted before
 * @param conflicts message ids seen before with other content
 * @param deadLetters rejected at the door or by the pipeline
 * @param bytes size of the segments taken, compressed
 * @param bytesDone of that, in the segments done
 * @param waiting what is still to be taken, as it was when the run last took some
 */
public record RunProgress(
        int segments,
        int segmentsDone,
        int quarantined,
        long events,
        long loaded,
        long duplicates,
        long conflicts,
        long deadLetters,
        long bytes,
        long bytesDone,
        Waiting waiting) {

    /**
     * Segments that nobody works on.
     *
     * @param segments how many
     * @param bytes their size, compressed
     */
    public record Waiting(int segments, long bytes) {
        /** Nothing waits. */
        public static final Waiting NONE = new Waiting(0, 0);
    }

    /** Segments of the whole run, as far as is known. */
    public int segmentsInAll() {
        return segments + waiting.segments();
    }

    /** Size of those, compressed. */
    public long bytesInAll() {
        return bytes + waiting.bytes();
    }
}
