package com.holded.pipeline.collect;

import com.github.luben.zstd.ZstdInputStream;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** Undoes the Content-Encoding of a body: none, gzip or zstd, and only one of them. */
final class ContentEncodings {
    /** Value of the Accept-Encoding header of a 415. */
    static final String ACCEPT_ENCODING = "identity, gzip, zstd";

    /** Memory that a zstd frame may ask for, as a power of two. */
    private static final int MOST_WINDOW_LOG = 23;

    private ContentEncodings() {}

    /**
     * Refuses an encoding that is not known, before the body is read.
     *
     * @throws ProblemException 415
     */
    static void requireKnown(String contentEncoding) {
        switch (normal(contentEncoding)) {
            case "", "identity", "gzip", "x-gzip", "zstd" -> {}
            default ->
                throw new ProblemException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "expected one Content-Encoding of " + ACCEPT_ENCODING);
        }
    }

    /**
     * The decoded body; the encoded one is closed.
     *
     * @param most longest body that is taken without its encoding
     * @throws ProblemException 413 when it becomes too long, 400 when it is not what its encoding says
     */
    static Body decode(Body encoded, String contentEncoding, int most, ByteBudget budget) {
        switch (normal(contentEncoding)) {
            case "gzip", "x-gzip" -> {
                try (encoded) {
                    return once(Gzip.inflate(encoded, most, budget));
                }
            }
            case "zstd" -> {
                try (encoded) {
                    return zstd(encoded, most, budget);
                }
            }
            default -> {
                return encoded;
            }
        }
    }

    /** No JSON begins like gzip. */
    private static Body once(Body body) {
        if (Gzip.isGzip(body)) {
            body.close();
            throw new ProblemException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "the body is encoded twice");
        }
        return body;
    }

    private static Body zstd(Body encoded, int most, ByteBudget budget) {
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(encoded.bytes(), 0, encoded.length()))) {
            in.setLongMax(MOST_WINDOW_LOG);
            return Body.read(in, -1, most, budget);
        } catch (IOException broken) {
            throw wrong("zstd");
        }
    }

    static ProblemException wrong(String encoding) {
        return new ProblemException(
                ErrorCode.BAD_ENCODING, "the body is no whole " + encoding, Map.of("encoding", encoding));
    }

    private static String normal(String contentEncoding) {
        return contentEncoding.strip().toLowerCase(Locale.ROOT);
    }
}
