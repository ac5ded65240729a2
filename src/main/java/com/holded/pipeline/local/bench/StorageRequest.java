package com.holded.pipeline.local.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of requests to an S3 server that a reader may make. */
enum StorageRequest {
    /** Reads an object. */
    GET,
    /** Lists keys. */
    LIST,
    /** Asks for an object or for the bucket. */
    HEAD,
    /** Writes an object or makes the bucket. */
    PUT,
    /** Anything else. */
    OTHER;

    private static final Pattern LINE = Pattern.compile("([A-Z]+) /([^/? ]*)(/[^? ]*)?(\\?[^ ]*)? HTTP/1\\.1");

    /** The kind of the request with this first line, in path style: {@code /bucket/key}. */
    static StorageRequest of(String requestLine) {
        Matcher line = LINE.matcher(requestLine);
        if (!line.matches()) {
            return OTHER;
        }
        String key = line.group(3) == null ? "/" : line.group(3);
        return switch (line.group(1)) {
            case "GET" -> key.equals("/") ? LIST : GET;
            case "HEAD" -> HEAD;
            case "PUT" -> PUT;
            default -> OTHER;
        };
    }
}
