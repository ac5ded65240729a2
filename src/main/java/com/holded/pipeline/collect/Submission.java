package com.holded.pipeline.collect;

import com.holded.pipeline.limits.Allowance;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.storage.Origin;
import java.io.InputStream;
import java.util.List;

/**
 * A package as it comes in.
 *
 * @param contentType as sent; empty = none
 * @param contentEncoding as sent; empty = none
 * @param contentLength as sent, in bytes; negative = none
 * @param idempotencyKeys values of the header of this name
 * @param allowance what the sender's events are charged to
 * @param origin what is kept of where it came from
 */
public record Submission(
        InputStream body,
        String contentType,
        String contentEncoding,
        long contentLength,
        List<String> idempotencyKeys,
        Caller sender,
        Allowance allowance,
        Origin origin) {
    public Submission {
        idempotencyKeys = List.copyOf(idempotencyKeys);
    }
}
