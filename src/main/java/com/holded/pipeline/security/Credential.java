package com.holded.pipeline.security;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A key as a request shows it.
 *
 * @param keyId the key's name; empty in the forms that show the secret alone
 * @param explicit whether a program put it there; a browser repeats Basic credentials by itself, for any page that asks
 */
record Credential(String keyId, String secret, boolean explicit) {

    /** Longest header that is looked at, in characters: hashing is work, and no key is that long. */
    static final int MOST_CHARACTERS = 4_096;

    /**
     * All credentials of a request, in any of the forms {@code Authorization: Bearer}, {@code Authorization: Basic} and
     * {@code X-API-Key}.
     *
     * @throws ProblemException UNAUTHORIZED for a header that is in none of these forms
     */
    static List<Credential> of(List<String> authorization, List<String> apiKey) {
        List<Credential> credentials = new ArrayList<>();
        for (String header : authorization) {
            credentials.add(ofAuthorization(limited(header)));
        }
        for (String header : apiKey) {
            credentials.add(new Credential("", notEmpty(limited(header).strip()), true));
        }
        return credentials;
    }

    private static Credential ofAuthorization(String header) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String rest = space < 0 ? "" : header.substring(space + 1).strip();
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "bearer" -> new Credential("", notEmpty(rest), true);
            case "basic" -> ofBasic(rest);
            default -> throw invalid();
        };
    }

    private static Credential ofBasic(String encoded) {
        String pair = decode(encoded);
        int colon = pair.indexOf(':');
        if (colon < 1) {
            throw invalid();
        }
        return new Credential(pair.substring(0, colon), notEmpty(pair.substring(colon + 1)), false);
    }

    private static String decode(String encoded) {
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException notBasic) {
            throw invalid();
        }
    }

    private static String limited(String header) {
        if (header.length() > MOST_CHARACTERS) {
            throw invalid();
        }
        return header;
    }

    private static String notEmpty(String secret) {
        if (secret.isEmpty()) {
            throw invalid();
        }
        return secret;
    }

    /** One answer for all ways to be wrong, so that it tells nothing about the keys there are. */
    static ProblemException invalid() {
        return new ProblemException(ErrorCode.UNAUTHORIZED, "The credentials are not valid.");
    }

    @Override
    public String toString() {
        return "Credential[" + keyId + "]";
    }
}
