package com.holded.pipeline.local.recount;

import java.util.List;
import java.util.Optional;

/** The bucket, as far as a recount needs it. Whatever it throws ends the recount. */
public interface RawObjects {
    /** Keys of all objects under {@code raw-events/}, in order. */
    List<String> keys();

    /** All bytes of an object; empty when it is not there. */
    Optional<byte[]> read(String key);
}
