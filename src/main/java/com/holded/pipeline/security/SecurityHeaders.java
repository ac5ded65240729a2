package com.holded.pipeline.security;

import jakarta.servlet.http.HttpServletResponse;

/** What every answer tells browsers: run only our own files, guess no types, be framed by nobody, tell nobody. */
final class SecurityHeaders {
    private static final String POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** The interactive documentation sets styles from its script and draws icons from data URLs. */
    private static final String DOCS_POLICY = POLICY + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

    private SecurityHeaders() {}

    static void set(HttpServletResponse answer, String path) {
        answer.setHeader("Content-Security-Policy", path.equals("/docs") ? DOCS_POLICY : POLICY);
        answer.setHeader("X-Content-Type-Options", "nosniff");
        answer.setHeader("Referrer-Policy", "no-referrer");
        answer.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        // Files may be kept but are asked for again; answers with data are kept nowhere. A resource may say otherwise.
        boolean file = path.startsWith("/ui/") || path.startsWith("/webjars/");
        answer.setHeader("Cache-Control", file ? "no-cache" : "no-store");
    }
}
