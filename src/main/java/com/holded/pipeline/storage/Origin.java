package com.holded.pipeline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.holded.pipeline.platform.JsonText;
import java.io.Serializable;

/**
 * Where a package came from. Personal data: kept only when it is configured so.
 *
 * @param address IP address of the caller; empty when it is not known
 * @param userAgent as the caller names its program; empty when it does not
 */
public record Origin(String address, String userAgent) implements Serializable {
    /** Of a package whose origin is not kept. */
    public static final Origin NOT_KEPT = new Origin("", "");

    static final String ADDRESS = ",\"origin\":{\"address\":";
    static final String USER_AGENT = ",\"user_agent\":";

    private static final byte[] NOTHING = {};

    /** Whether there is anything to keep. */
    public boolean isKept() {
        return !address.isEmpty() || !userAgent.isEmpty();
    }

    /** The member of a line, with the comma before it; empty when it is not kept. */
    public byte[] member() {
        return isKept()
                ? (ADDRESS + JsonText.quote(address) + USER_AGENT + JsonText.quote(userAgent) + "}").getBytes(UTF_8)
                : NOTHING;
    }
}
