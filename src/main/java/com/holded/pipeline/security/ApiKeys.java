package com.holded.pipeline.security;

import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Settings;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that are valid, by digest only: those of the settings, which hold from the start and without a database, and
 * the stored ones. Safe for use by many threads.
 */
final class ApiKeys {
    private final List<Key> configured = new ArrayList<>();
    private final LiveKeys stored;

    /** One key for each role; its id is the role's name in lower case. A role with an empty secret has none. */
    ApiKeys(Settings.Access access, LiveKeys stored) {
        this.stored = stored;
        add(Role.ADMIN, access.adminKey());
        add(Role.PRODUCER, access.producerKey());
        add(Role.ANALYST, access.analystKey());
    }

    private void add(Role role, Secret secret) {
        if (!secret.reveal().isEmpty()) {
            Caller caller = new Caller(role.name().toLowerCase(Locale.ROOT), Set.of(role));
            configured.add(new Key(caller, Token.digest(secret.reveal())));
        }
    }

    /**
     * Whom these credentials belong to; empty when there are none.
     *
     * @throws ProblemException UNAUTHORIZED when one of them is wrong or when they name different callers;
     *     DATABASE_UNAVAILABLE when one of them may be right but the stored keys are not known yet
     */
    Optional<Caller> callerOf(List<Credential> credentials) {
        Optional<Caller> first = Optional.empty();
        for (Credential credential : credentials) {
            Optional<Caller> caller = callerOf(credential);
            if (caller.isEmpty() || (first.isPresent() && !caller.equals(first))) {
                throw Credential.invalid();
            }
            first = caller;
        }
        return first;
    }

    /** Compares with every configured key, whichever fits, so that the time it takes tells nothing. */
    private Optional<Caller> callerOf(Credential credential) {
        Optional<Token> token = Token.of(credential);
        byte[] shown = Token.digest(token.map(Token::reveal).orElseGet(credential::secret));
        Optional<Caller> found = Optional.empty();
        for (Key key : configured) {
            boolean fits = MessageDigest.isEqual(key.digest, shown);
            boolean named = credential.keyId().isEmpty() || credential.keyId().equals(key.caller.keyId());
            if (fits && named && found.isEmpty()) {
                found = Optional.of(key.caller);
            }
        }
        return found.or(() -> token.flatMap(text -> stored.callerOf(text.keyId(), shown)));
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
