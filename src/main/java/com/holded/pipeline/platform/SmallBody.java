package com.holded.pipeline.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Bodies of commands, which are small: read whole, within a limit. */
public final class SmallBody {
    private SmallBody() {}

    /**
     * The text of a body.
     *
     * @throws ProblemException BODY_TOO_LARGE when it has more bytes than that
     * @throws UncheckedIOException when the caller breaks off
     */
    public static String text(InputStream body, int mostBytes) {
        try {
            byte[] bytes = body.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw new ProblemException(
                        ErrorCode.BODY_TOO_LARGE,
                        "the body has more than " + mostBytes + " bytes",
                        Map.of("limit", String.valueOf(mostBytes)));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException brokenOff) {
            throw new UncheckedIOException("The caller broke off", brokenOff);
        }
    }
}
