package com.holded.pipeline.local.generator;

import java.util.Locale;
import java.util.UUID;

/** The kinds of identifier that producers use. */
final class Identifiers {
    private static final String CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

    private Identifiers() {}

    /** A random (version 4) UUID. */
    static String uuid(Dice dice) {
        long high = (dice.bits() & ~0xF000L) | 0x4000L;
        long low = (dice.bits() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** A ULID in lower case, as the message bus writes it: 48 bits of time, 80 of chance. */
    static String ulid(Dice dice, long epochMillis) {
        char[] text = new char[26];
        long time = epochMillis;
        for (int i = 9; i >= 0; i--) {
            text[i] = CROCKFORD.charAt((int) (time & 31));
            time >>>= 5;
        }
        for (int i = 10; i < text.length; i++) {
            text[i] = CROCKFORD.charAt(dice.below(32));
        }
        return new String(text);
    }

    /** A 24-digit document id: 4 bytes of seconds, 8 of chance. */
    static String objectId(Dice dice, long epochMillis) {
        return String.format("%08x", epochMillis / 1000) + dice.hex(16);
    }

    /** A numbered name such as {@code company_003}. */
    static String numbered(String prefix, int number) {
        return String.format(Locale.ROOT, "%s_%03d", prefix, number);
    }
}
