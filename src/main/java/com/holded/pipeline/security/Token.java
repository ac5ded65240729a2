package com.holded.pipeline.security;

import com.holded.pipeline.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The text of a stored key, {@code hld_<key id>_<secret>}: the prefix lets scanners of leaked secrets find it, the key
 * id tells whose it is without giving anything away, the secret is 256 random bits. It exists in memory for one answer
 * only; what is kept is its digest.
 */
final class Token {
    static final String PREFIX = "hld_";

    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;
    private static final int ID_CHARACTERS = 2 * ID_BYTES;
    private static final int SECRET_AT = PREFIX.length() + ID_CHARACTERS + 1;
    private static final int CHARACTERS = SECRET_AT + 2 * SECRET_BYTES;

    private final String keyId;
    private final String text;

    private Token(String keyId, String text) {
        this.keyId = keyId;
        this.text = text;
    }

    /** A new key. */
    static Token make(SecureRandom random) {
        return make(hex(random, ID_BYTES), random);
    }

    /** A new secret of a key. */
    static Token make(String keyId, SecureRandom random) {
        return new Token(keyId, PREFIX + keyId + "_" + hex(random, SECRET_BYTES));
    }

    /** The credential as the text of a stored key; empty when it has another form, as configured keys have. */
    static Optional<Token> of(Credential credential) {
        String shown = credential.secret();
        String named = credential.keyId();
        // Basic carries the key id by itself, with the secret alone or with the whole text.
        String text = isKeyId(named) && !shown.startsWith(PREFIX) ? PREFIX + named + "_" + shown : shown;
        if (text.length() != CHARACTERS || !text.startsWith(PREFIX) || text.charAt(SECRET_AT - 1) != '_') {
            return Optional.empty();
        }
        String keyId = text.substring(PREFIX.length(), SECRET_AT - 1);
        return isKeyId(keyId) && (named.isEmpty() || named.equals(keyId))
                ? Optional.of(new Token(keyId, text))
                : Optional.empty();
    }

    /** Whether a text has the form of the id of a stored key. */
    static boolean isKeyId(String text) {
        if (text.length() != ID_CHARACTERS) {
            return false;
        }
        for (int i = 0; i < ID_CHARACTERS; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i)) || Character.isUpperCase(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    String keyId() {
        return keyId;
    }

    /** The key itself; shown once, to the administrator who made it. */
    String reveal() {
        return text;
    }

    byte[] digest() {
        return digest(text);
    }

    /** What is kept of a key. No slow hash: that is for passwords, and nobody can try 2^256 keys. */
    static byte[] digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    @Override
    public String toString() {
        return "Token[" + keyId + "]";
    }
}
