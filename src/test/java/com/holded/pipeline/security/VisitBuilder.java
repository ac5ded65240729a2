package com.holded.pipeline.security;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A visit of a program on the same machine: GET of a resource, without credentials. */
final class VisitBuilder {
    private String method = "GET";
    private String path = "/events";
    private String host = "localhost:8000";
    private String contentType = "";
    private String origin = "";
    private String fetchSite = "";
    private String fetchMode = "";
    private final List<String> authorization = new ArrayList<>();
    private final List<String> apiKey = new ArrayList<>();

    static VisitBuilder aVisit() {
        return new VisitBuilder();
    }

    VisitBuilder to(String newPath) {
        path = newPath;
        return this;
    }

    VisitBuilder posting(String newContentType) {
        method = "POST";
        contentType = newContentType;
        return this;
    }

    VisitBuilder deleting() {
        method = "DELETE";
        return this;
    }

    VisitBuilder host(String newHost) {
        host = newHost;
        return this;
    }

    VisitBuilder origin(String newOrigin) {
        origin = newOrigin;
        return this;
    }

    VisitBuilder fetch(String site, String mode) {
        fetchSite = site;
        fetchMode = mode;
        return this;
    }

    VisitBuilder authorization(String header) {
        authorization.add(header);
        return this;
    }

    VisitBuilder basic(String keyId, String secret) {
        byte[] pair = (keyId + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return authorization("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    VisitBuilder apiKey(String header) {
        apiKey.add(header);
        return this;
    }

    Visit build() {
        return new Visit(
                method, path, host, contentType, origin, fetchSite, fetchMode, List.copyOf(authorization), apiKey);
    }
}
