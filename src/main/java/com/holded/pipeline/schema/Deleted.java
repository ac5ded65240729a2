package com.holded.pipeline.schema;

/** Whether softly deleted versions are seen. */
enum Deleted {
    /** As if they were not there. */
    HIDDEN("v.deleted_at IS NULL", "bool_or(v.deleted_at IS NULL)"),
    SHOWN("true", "true"),
    /** They, and nothing else. */
    ALONE("v.deleted_at IS NOT NULL", "bool_and(v.deleted_at IS NOT NULL)");

    private final String ofVersion;
    private final String ofSubject;

    Deleted(String ofVersion, String ofSubject) {
        this.ofVersion = ofVersion;
        this.ofSubject = ofSubject;
    }

    /** What the query parameters ask for; {@code deletedOnly} is the stronger one. */
    static Deleted asked(boolean deleted, boolean deletedOnly) {
        if (deletedOnly) {
            return ALONE;
        }
        return deleted ? SHOWN : HIDDEN;
    }

    /** Condition on a row {@code v} of the versions. */
    String ofVersion() {
        return ofVersion;
    }

    /** Condition on all rows {@code v} of a subject together. */
    String ofSubject() {
        return ofSubject;
    }
}
