package com.holded.pipeline.ops.grizzly;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.Protocol;

/**
 * What a request may not say of itself. A body whose end two readers find in two places is how requests are smuggled
 * past a proxy.
 *
 * @param bodyBytes the longest body that anything here takes
 */
record RequestRules(long bodyBytes) {
    private static final Pattern PATH = Pattern.compile("/(?:[^%\\\\\\p{Cntrl}]|%[0-9A-Fa-f]{2})*");
    private static final Pattern UPWARDS = Pattern.compile("(?:^|/)\\.\\.(?:/|$)");

    /** Why it is refused; empty = it may go on. */
    Optional<Refusal> refusalOf(HttpRequestPacket request) {
        if (isEncodedOddly(request)) {
            return Optional.of(Refusal.BAD_FRAMING);
        }
        if (values(request, "Host").size() > 1) {
            return Optional.of(Refusal.BAD_HOST);
        }
        Method method = request.getMethod();
        if (Method.TRACE.equals(method) || Method.CONNECT.equals(method)) {
            return Optional.of(Refusal.BAD_METHOD);
        }
        if (!isGoodPath(request.getRequestURI())) {
            return Optional.of(Refusal.BAD_TARGET);
        }
        String expect = String.join(",", values(request, "Expect"));
        if (!expect.isEmpty() && !expect.equals("100-continue")) {
            return Optional.of(Refusal.BAD_EXPECTATION);
        }
        return request.getContentLength() > bodyBytes ? Optional.of(Refusal.BODY_TOO_LARGE) : Optional.empty();
    }

    private static boolean isEncodedOddly(HttpRequestPacket request) {
        List<String> encodings = values(request, "Transfer-Encoding");
        return !encodings.isEmpty()
                && (!encodings.equals(List.of("chunked")) || request.getProtocol() != Protocol.HTTP_1_1);
    }

    /** Whether the path can be decoded, to text that leads nowhere else. */
    static boolean isGoodPath(String path) {
        if (path.equals("*")) {
            return true;
        }
        if (!PATH.matcher(path).matches()) {
            return false;
        }
        if (path.indexOf('%') < 0) {
            return !UPWARDS.matcher(path).find();
        }
        byte[] encoded = path.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
        for (int at = 0; at < encoded.length; at++) {
            if (encoded[at] == '%') {
                decoded.put((byte) Integer.parseInt(path, at + 1, at + 3, 16));
                at += 2;
            } else {
                decoded.put(encoded[at]);
            }
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
            return text.chars().noneMatch(Character::isISOControl)
                    && !UPWARDS.matcher(text).find();
        } catch (CharacterCodingException noText) {
            return false;
        }
    }

    private static List<String> values(HttpRequestPacket request, String name) {
        List<String> values = new ArrayList<>();
        request.getHeaders().values(name).forEach(value -> values.add(value.toLowerCase(Locale.ROOT)));
        return values;
    }
}
