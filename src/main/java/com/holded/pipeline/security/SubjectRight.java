package com.holded.pipeline.security;

import java.util.Locale;

/** What a key may do to a subject of the schema registry beyond reading it, which its role decides. */
public enum SubjectRight {
    /** Register versions. */
    WRITE,
    /** That, and delete and configure. */
    ADMIN;

    /** Its name in the interface. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
