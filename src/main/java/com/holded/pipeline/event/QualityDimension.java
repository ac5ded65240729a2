package com.holded.pipeline.event;

import java.util.Locale;

/** What data quality is measured by. */
public enum QualityDimension {
    /** Are the optional fields there? */
    COMPLETENESS,
    /** How long did it take from dispatch to receipt? */
    TIMELINESS,
    /** Can amount and time be true? */
    PLAUSIBILITY,
    /** Is it known which message this is, and who acted? */
    IDENTITY;

    /** The name in data and settings, for example {@code completeness}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
