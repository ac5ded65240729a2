package com.holded.pipeline.ledger;

import java.util.Locale;

/** Which segments a run takes. */
public enum Reprocess {
    /** Those that are not loaded yet. */
    MISSING("new"),
    /** Those that were set aside as unreadable, once more. */
    FAILED("quarantined");

    private final String state;

    Reprocess(String state) {
        this.state = state;
    }

    /** Name in the HTTP interface. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** State in {@code raw_segments} of what is taken. */
    String state() {
        return state;
    }
}
