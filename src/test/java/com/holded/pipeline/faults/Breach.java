package com.holded.pipeline.faults;

/**
 * Something that must never be.
 *
 * @param invariant that is broken
 * @param what is seen, in words
 */
record Breach(Invariant invariant, String what) {

    /** What must hold when everything has come to rest; {@code docs/faults.md} says it at length. */
    enum Invariant {
        /** Every event that was answered is accounted for: lost = 0. */
        I1,
        /** No event and no message counts twice: doubled = 0. */
        I2,
        /** The analytics equal a recount, of the rows and of the raw bytes. */
        I3,
        /** Every rejected event stands in the dead letter, with its reasons and its bytes. */
        I4,
        /** Nothing is stored that was not sent, or that was refused. */
        I5,
        /** The enriched objects of the manifest hold the events that are counted. */
        I6,
        /** What is read in between equals some committed state. */
        I7,
        /** Work goes on when the fault is over, and comes to its end. */
        I8,
        /** No secret is in any log. */
        I9,
        /** Only the run that holds a segment loads it. */
        FENCE,
        /** A run that shows signs of life is not taken for dead. */
        LEASE
    }
}
