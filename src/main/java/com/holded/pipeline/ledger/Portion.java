package com.holded.pipeline.ledger;

/**
 * How much of what waits is taken at once: a fair share, so that those who take in turns end at about the same time, and
 * no more than one of them can hold. What is taken shrinks towards the end (guided self-scheduling, Polychronopoulos and
 * Kuck 1987).
 *
 * @param segments most segments, at least 1
 * @param bytes most bytes of their objects, compressed, all together; one segment is taken whatever its size
 * @param takers among whom the rest is shared, at least 1; a share of less than {@value #WORTH_A_WORKER} bytes is not
 *     divided further
 */
public record Portion(int segments, long bytes, int takers) {
    /** Fewer bytes, compressed, are not worth a worker of their own. */
    public static final long WORTH_A_WORKER = 64 << 10;

    /** For one who takes alone. */
    public static Portion of(int segments, long bytes) {
        return new Portion(segments, bytes, 1);
    }
}
