package com.holded.pipeline.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a request decides on its admission; a header that was not sent is empty.
 *
 * @param path decoded, as the container resolved it
 */
record Visit(
        String method,
        String path,
        String host,
        String contentType,
        String origin,
        String fetchSite,
        String fetchMode,
        List<String> authorization,
        List<String> apiKey) {

    static Visit of(HttpServletRequest request) {
        return new Visit(
                request.getMethod(),
                text(request.getServletPath()) + text(request.getPathInfo()),
                text(request.getHeader("Host")),
                text(request.getContentType()),
                text(request.getHeader("Origin")),
                text(request.getHeader("Sec-Fetch-Site")),
                text(request.getHeader("Sec-Fetch-Mode")),
                Collections.list(request.getHeaders("Authorization")),
                Collections.list(request.getHeaders("X-API-Key")));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** Whether a browser opens this as a page, and not as a part of one. */
    boolean isNavigation() {
        return fetchMode.equals("navigate");
    }
}
