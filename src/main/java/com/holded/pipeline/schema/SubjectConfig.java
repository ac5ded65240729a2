package com.holded.pipeline.schema;

import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * What a new version of a subject must keep; what is empty is not set.
 *
 * @param normalize whether schemas are normalised without being asked
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType") // Not set and set to nothing are two things to a caller.
record SubjectConfig(Optional<CompatibilityLevel> compatibility, Optional<Boolean> normalize) {
    /** The configuration where nothing is set. */
    static final SubjectConfig DEFAULT = new SubjectConfig(Optional.of(CompatibilityLevel.BACKWARD), Optional.empty());

    /**
     * Reads a body: {@code {"compatibility": "FULL", "normalize": true}}.
     *
     * @throws RegistryException BAD_REQUEST, INVALID_COMPATIBILITY_LEVEL
     */
    static SubjectConfig read(InputStream stream) {
        RequestBody body = RequestBody.read(stream);
        return new SubjectConfig(body.text("compatibility").map(SubjectConfig::level), body.flag("normalize"));
    }

    private static CompatibilityLevel level(String name) {
        return CompatibilityLevel.named(name.toUpperCase(Locale.ROOT))
                .orElseThrow(() -> new RegistryException(
                        RegistryError.INVALID_COMPATIBILITY_LEVEL,
                        "Invalid compatibility level. Valid values are none, backward, forward, full,"
                                + " backward_transitive, forward_transitive, and full_transitive"));
    }

    /** This one, and what it does not set as another has it. */
    SubjectConfig over(SubjectConfig wider) {
        return new SubjectConfig(compatibility.or(wider::compatibility), normalize.or(wider::normalize));
    }

    CompatibilityLevel level() {
        return compatibility.orElse(CompatibilityLevel.BACKWARD);
    }

    boolean normalizes() {
        return normalize.orElse(false);
    }
}
