package com.holded.pipeline.schema;

/**
 * Who reads and who wrote in a comparison, for the words in which its outcome is told.
 *
 * @param reader {@code new} or {@code old}
 * @param writer the other one
 * @param version the earlier version that the candidate is compared with
 */
record Sides(String reader, String writer, int version) {
    /** The candidate reads what an earlier version wrote. */
    static Sides backward(int version) {
        return new Sides("new", "old", version);
    }

    /** An earlier version reads what the candidate wrote. */
    static Sides forward(int version) {
        return new Sides("old", "new", version);
    }
}
