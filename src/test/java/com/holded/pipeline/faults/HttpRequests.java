package com.holded.pipeline.faults;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads whole requests of HTTP/1.1 off a connection. */
final class HttpRequests {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*([0-9]+)\\s*$");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:");

    private HttpRequests() {}

    /** The next request, head and body; empty at the end. */
    static byte[] read(InputStream from) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream(1024);
        int state = 0;
        while (state < 4) {
            int next = from.read();
            if (next < 0) {
                if (request.size() > 0) {
                    throw new EOFException("half a request");
                }
                return new byte[0];
            }
            request.write(next);
            state = next == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : next == '\r' ? 1 : 0;
        }
        String head = request.toString(StandardCharsets.ISO_8859_1);
        if (CHUNKED.matcher(head).find()) {
            throw new IOException("a chunked request is beyond this proxy:\n" + head);
        }
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            int bytes = Integer.parseInt(length.group(1));
            byte[] body = from.readNBytes(bytes);
            if (body.length < bytes) {
                throw new EOFException("half a body");
            }
            request.write(body);
        }
        return request.toByteArray();
    }

    /** Method and path of a request, for example {@code PUT /bucket/key}. */
    static String line(byte[] request) {
        String head = new String(request, 0, Math.min(request.length, 2048), StandardCharsets.ISO_8859_1);
        return head.substring(0, Math.max(0, head.indexOf(" HTTP/1.1\r\n")));
    }
}
