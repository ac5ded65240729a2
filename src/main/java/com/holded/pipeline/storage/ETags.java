package com.holded.pipeline.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ETag that a plain S3 server answers: the MD5 of the object. */
final class ETags {
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    private ETags() {}

    static boolean looksLikeMd5(@Nullable String etag) {
        return etag != null && MD5.matcher(bare(etag)).matches();
    }

    static boolean isOf(@Nullable String etag, byte[] bytes) {
        return etag != null && bare(etag).equals(md5(bytes));
    }

    private static String bare(String etag) {
        return etag.replace("\"", "").toLowerCase(Locale.ROOT);
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has MD5", impossible);
        }
    }
}
