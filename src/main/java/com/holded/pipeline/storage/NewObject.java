package com.holded.pipeline.storage;

import java.util.Map;

/**
 * An object that is to be stored.
 *
 * @param metadata names and values in ASCII, which anyone sees who looks at the object in a console
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy of each segment would be dear.
public record NewObject(String key, byte[] bytes, String contentType, Map<String, String> metadata) {
    public NewObject {
        metadata = Map.copyOf(metadata);
    }

    /** An object about which its key says enough. */
    public NewObject(String key, byte[] bytes, String contentType) {
        this(key, bytes, contentType, Map.of());
    }
}
