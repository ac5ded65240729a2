package com.holded.pipeline.storage;

/** Object storage did not do what it was asked. The message is for the log, not for callers. */
public final class StorageException extends RuntimeException {
    private final Kind kind;

    /** What follows from the failure. */
    public enum Kind {
        /** There is no such object. */
        NOT_FOUND,
        /** Storage cannot be reached or is at its limit; nothing was written. Trying later may help. */
        UNAVAILABLE,
        /** A write may or may not have taken place, or may yet. Writing the same object again is harmless. */
        UNKNOWN_OUTCOME,
        /** The object is larger than any of ours: somebody else put it there. */
        TOO_LARGE,
        /** Storage refuses, for example for wrong credentials; trying again does not help. */
        REFUSED
    }

    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** What follows from the failure. */
    public Kind kind() {
        return kind;
    }
}
