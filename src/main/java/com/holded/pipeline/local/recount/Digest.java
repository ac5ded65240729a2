package com.holded.pipeline.local.recount;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 16 bytes in place of a text of any length: the first half of its SHA-256. */
record Digest(long high, long low) {
    static Digest of(String text) {
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            return new Digest(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Of the identity of a message: neither part can hold a space. */
    static Digest ofMessage(String company, String messageId) {
        return of(company + " " + messageId);
    }
}
