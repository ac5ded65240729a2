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
public record Visit(
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

    /**
     * What a caller without admission is asked for, as values of WWW-Authenticate. Basic makes a browser ask its user:
     * right for a page that is opened, a nuisance for a page's own requests.
     */
    public List<String> challenges() {
        String bearer = "Bearer realm=\"holded\"";
        return fetchMode.isEmpty() || isNavigation()
                ? List.of(bearer, "Basic realm=\"holded\", charset=\"UTF-8\"")
                : List.of(bearer);
    }

    /** Whether a browser opens this as a page, and not as a part of one. */
    boolean isNavigation() {
        return fetchMode.equals("navigate");
    }
}
