package com.holded.pipeline.security;

import java.time.Duration;
import java.util.Optional;

/**
 * A key that an administrator asks for.
 *
 * @param name what it is for
 * @param company the only company whose events it may send and see; empty = all
 * @param lifetimeSeconds after which it is refused; 0 = never
 */
record NewKey(String name, Role role, String company, long lifetimeSeconds, OwnLimits limits, SubjectGrants subjects) {

    /** How long it is valid; empty = for ever. */
    Optional<Duration> lifetime() {
        return lifetimeSeconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(lifetimeSeconds));
    }
}
