package com.holded.pipeline.security;

import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The keys that are valid, by digest only. Immutable and safe for use by many threads. */
final class ApiKeys {
    private final List<Key> keys = new ArrayList<>();

    /** One key for each role; its id is the role's name in lower case. A role with an empty secret has none. */
    ApiKeys(Settings.Access access) {
        add(Role.ADMIN, access.adminKey());
        add(Role.PRODUCER, access.producerKey());
        add(Role.ANALYST, access.analystKey());
    }

    private void add(Role role, Secret secret) {
        if (!secret.reveal().isEmpty()) {
            Caller caller = new Caller(role.name().toLowerCase(Locale.ROOT), Set.of(role));
            keys.add(new Key(caller, digest(secret.reveal())));
        }
    }

    /**
     * Whom these credentials belong to; empty when there are none.
     *
     * @throws ProblemException UNAUTHORIZED when one of them is wrong or when they name different callers
     */
    Optional<Caller> callerOf(List<Credential> credentials) {
        Set<Caller> callers = new HashSet<>();
        for (Credential credential : credentials) {
            callers.add(callerOf(credential).orElseThrow(Credential::invalid));
        }
        if (callers.size() > 1) {
            throw Credential.invalid();
        }
        return callers.stream().findFirst();
    }

    /** Compares with every key, whichever fits, so that the time it takes tells nothing. */
    private Optional<Caller> callerOf(Credential credential) {
        byte[] shown = digest(credential.secret());
        Optional<Caller> found = Optional.empty();
        for (Key key : keys) {
            boolean fits = MessageDigest.isEqual(key.digest, shown);
            boolean named = credential.keyId().isEmpty() || credential.keyId().equals(key.caller.keyId());
            if (fits && named && found.isEmpty()) {
                found = Optional.of(key.caller);
            }
        }
        return found;
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static final class Key {
        private final Caller caller;
        private final byte[] digest;

        Key(Caller caller, byte[] digest) {
            this.caller = caller;
            this.digest = digest;
        }
    }
}
