package com.holded.pipeline.security;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keys without a database. */
final class MemoryKeys implements KeySource {
    final Map<String, Instant> kept = new HashMap<>();
    boolean away;
    int readings;

    private final List<StoredKey> keys = new ArrayList<>();
    private long version;

    /** Adds a key with these secrets, all of them valid until then. */
    void put(Caller caller, long expiresAtMillis, Token... secrets) {
        keys.removeIf(key -> key.caller().keyId().equals(caller.keyId()));
        keys.add(new StoredKey(
                caller,
                List.of(secrets).stream()
                        .map(token -> new StoredKey.Secret(token.digest(), expiresAtMillis))
                        .toList()));
        version++;
    }

    void remove(String keyId) {
        keys.removeIf(key -> key.caller().keyId().equals(keyId));
        version++;
    }

    @Override
    public long version() {
        requireThere();
        return version;
    }

    @Override
    public List<StoredKey> valid() {
        requireThere();
        readings++;
        return List.copyOf(keys);
    }

    @Override
    public void keepUses(Map<String, Instant> uses) {
        requireThere();
        kept.putAll(uses);
    }

    private void requireThere() {
        if (away) {
            throw new ProblemException(ErrorCode.DATABASE_UNAVAILABLE, "away");
        }
    }
}
