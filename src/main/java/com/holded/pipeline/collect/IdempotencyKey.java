package com.holded.pipeline.collect;

import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.platform.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the {@code Idempotency-Key} header of a request says, as the IETF draft has it
 * (draft-ietf-httpapi-idempotency-key-header). Only hashes are kept: a key may tell something about its sender.
 *
 * @param name SHA-256 in hex of the sender and the key: keys of different senders never meet
 * @param body SHA-256 in hex of the body, decoded
 */
record IdempotencyKey(String name, String body) {
    static final String HEADER = "Idempotency-Key";

    /** The draft asks for a quoted string; most clients send the bare one. */
    private static final Pattern VALUE =
            Pattern.compile("\"([\\x20-\\x7e&&[^\"\\\\]]{1,255})\"|([\\x21-\\x7e&&[^\",]]{1,255})");

    /**
     * The key that a request shows; empty when it shows none.
     *
     * @throws ProblemException 400 when there are several, or one that is none
     */
    static Optional<String> of(List<String> headers) {
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        Matcher value = VALUE.matcher(headers.get(0).strip());
        if (headers.size() > 1 || !value.matches()) {
            throw ProblemException.badParameter(
                    HEADER, "expected one string of 1 to 255 printable ASCII characters, quoted or not");
        }
        String quoted = value.group(1);
        return Optional.of(quoted != null ? quoted : value.group(2));
    }

    /** The key that this sender uses for this body. */
    static IdempotencyKey of(String sender, String key, byte[] body, int length) {
        byte[] name = (sender.length() + ":" + sender + key).getBytes(StandardCharsets.UTF_8);
        return new IdempotencyKey(Sha256.hex(Sha256.of(name)), Sha256.hex(Sha256.of(body, length)));
    }
}
