package com.holded.pipeline.collect;

import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells where a request came from, when that is kept. Anybody can write a header about it, so only as many of its
 * entries are believed as there are proxies of ours, each of which adds one at the end.
 */
record Origins(boolean kept, int proxies, String header) {
    private static final int MOST_USER_AGENT = 256;
    /** IPv4 or IPv6, with a port or without; the address alone is kept. */
    private static final Pattern ADDRESS = Pattern.compile(
            "\\[([0-9A-Fa-f:.]{2,45})](?::\\d{1,5})?|([0-9]{1,3}(?:\\.[0-9]{1,3}){3})(?::\\d{1,5})?|([0-9A-Fa-f:.]{2,45})");

    private static final Pattern FOR = Pattern.compile("(?:^|;)\\s*for\\s*=\\s*(\"[^\"]*\"|[^;\\s]+)");

    static Origins of(Settings.Origins settings) {
        return new Origins(settings.kept(), settings.proxies(), settings.header());
    }

    Origin of(HttpServletRequest request) {
        if (!kept) {
            return Origin.NOT_KEPT;
        }
        List<String> headers = proxies == 0 ? List.of() : Collections.list(request.getHeaders(header));
        return new Origin(address(request.getRemoteAddr(), headers), userAgent(request.getHeader("User-Agent")));
    }

    /** @param headers values of the proxies' header, in the order in which they were sent */
    String address(String connected, List<String> headers) {
        if (proxies == 0) {
            return connected;
        }
        List<String> way = new ArrayList<>();
        for (String entry : String.join(",", headers).split(",", -1)) {
            if (!entry.isBlank()) {
                way.add(header.equalsIgnoreCase("Forwarded") ? forwardedFor(entry) : entry.strip());
            }
        }
        way.add(connected);
        // With fewer entries than proxies, one of them was passed by: the first is the farthest that is known.
        return plain(way.get(Math.max(0, way.size() - 1 - proxies)));
    }

    private static String forwardedFor(String entry) {
        Matcher matcher = FOR.matcher(entry.toLowerCase(Locale.ROOT));
        return matcher.find() ? matcher.group(1).replace("\"", "") : "";
    }

    private static String plain(String entry) {
        Matcher matcher = ADDRESS.matcher(entry);
        if (!matcher.matches()) {
            return "";
        }
        for (int group = 1; group <= matcher.groupCount(); group++) {
            @Nullable String address = matcher.group(group);
            if (address != null) {
                return address;
            }
        }
        return "";
    }

    private static String userAgent(@Nullable String header) {
        if (header == null) {
            return "";
        }
        String text = header.replaceAll("[^\\x20-\\x7E]+", " ").strip();
        return text.length() > MOST_USER_AGENT ? text.substring(0, MOST_USER_AGENT) : text;
    }
}
