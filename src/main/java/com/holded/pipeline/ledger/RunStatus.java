package com.holded.pipeline.ledger;

/** Where a run stands. */
public enum RunStatus {
    STARTING,
    STARTED,
    STOPPING,
    STOPPED,
    COMPLETED,
    FAILED,
    /** The process that ran it died; what it had not loaded, a later run loads. */
    ABANDONED;

    /** Whether it may still load segments. */
    public boolean alive() {
        return this == STARTING || this == STARTED || this == STOPPING;
    }
}
