package com.holded.pipeline.security;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When keys were last used, until somebody keeps it. Only known keys are noted, so there are never more entries than
 * keys. Thread-safe.
 */
final class LastUses {
    /** A key that is used a thousand times a second is noted once in it. */
    private static final long GRAIN_MILLIS = 1_000;

    private final Map<String, Long> latest = new ConcurrentHashMap<>();

    void note(String keyId, long nowMillis) {
        Long noted = latest.get(keyId);
        if (noted == null || nowMillis - noted >= GRAIN_MILLIS) {
            latest.put(keyId, nowMillis);
        }
    }

    /** What was noted so far. */
    Map<String, Instant> noted() {
        Map<String, Instant> uses = new HashMap<>();
        latest.forEach((keyId, millis) -> uses.put(keyId, Instant.ofEpochMilli(millis)));
        return uses;
    }

    /** Forgets what has been kept, unless it was noted again since. */
    void forget(Map<String, Instant> kept) {
        kept.forEach((keyId, instant) -> latest.remove(keyId, instant.toEpochMilli()));
    }
}
