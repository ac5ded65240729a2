package com.holded.pipeline.security;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** A key of the database as requests are held against it. Safe for use by many threads. */
final class StoredKey {
    /** Stands in for a key that is not there, so that looking for it takes the same time; nothing opens it. */
    static final StoredKey NONE = new StoredKey(Caller.NOBODY, List.of(new Secret(new byte[32], 0)));

    private final Caller caller;
    private final List<Secret> secrets;

    StoredKey(Caller caller, List<Secret> secrets) {
        this.caller = caller;
        this.secrets = new ArrayList<>(secrets);
    }

    /**
     * One of its secrets.
     *
     * @param digest of the key's text
     * @param expiresAtMillis epoch milliseconds from which on it is refused; {@link Long#MAX_VALUE} = never
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared in constant time only, never as a record.
    record Secret(byte[] digest, long expiresAtMillis) {}

    Caller caller() {
        return caller;
    }

    /** Whether one of its secrets has this digest and is still valid. */
    boolean opensWith(byte[] digest, long nowMillis) {
        boolean opens = false;
        for (Secret secret : secrets) {
            opens |= MessageDigest.isEqual(secret.digest(), digest) && nowMillis < secret.expiresAtMillis();
        }
        return opens;
    }
}
