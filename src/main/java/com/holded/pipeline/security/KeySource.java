package com.holded.pipeline.security;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where stored keys come from.
 *
 * <p>All methods throw {@link com.holded.pipeline.platform.ProblemException} DATABASE_UNAVAILABLE when it is away.
 */
interface KeySource {
    /** A number that differs after each change of keys or secrets; cheap. */
    long version();

    /** All keys that are neither revoked nor expired, with the secrets that have not expired. */
    List<StoredKey> valid();

    /** Keeps when keys, by id, were last used; an earlier time than the one that is kept changes nothing. */
    void keepUses(Map<String, Instant> uses);
}
