package com.holded.pipeline.local.bench;

import com.holded.pipeline.platform.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Downloads reports as an analyst does, to the last byte. Thread-safe. */
final class ReportDownloads {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int OVERLOADED = 503;
    private static final int MOST_TRIES = 20;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI service;
    private final Secret key;

    ReportDownloads(URI service, Secret key) {
        this.service = service;
        this.key = key;
    }

    /** A report in a format, as the end of its path. */
    record Document(String report, String format) {
        String path() {
            return "/reports/" + report + "." + format;
        }
    }

    /**
     * What one download took.
     *
     * @param lines line breaks in it
     */
    record Figure(double seconds, long bytes, long lines) {}

    /** Every report in every format that the service lists. */
    List<Document> all() throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = get("/reports");
        List<Document> documents = new ArrayList<>();
        try (InputStream body = answer.body()) {
            for (JsonNode report : JSON.readTree(body).path("reports")) {
                for (JsonNode format : report.path("formats")) {
                    documents.add(new Document(report.path("name").asString(""), format.asString("")));
                }
            }
        }
        return documents;
    }

    /**
     * Downloads one, as soon as the service has a place for it.
     *
     * @throws IOException when it is not answered well
     */
    Figure get(Document document) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpResponse<InputStream> answer = get(document.path());
        long bytes = 0;
        long lines = 0;
        try (InputStream body = answer.body()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                bytes += read;
                for (int at = 0; at < read; at++) {
                    lines += buffer[at] == '\n' ? 1 : 0;
                }
            }
        }
        return new Figure((System.nanoTime() - begun) / 1e9, bytes, lines);
    }

    private HttpResponse<InputStream> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .header("X-API-Key", key.reveal())
                .GET()
                .build();
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        for (int turnedAway = 0; answer.statusCode() == OVERLOADED && turnedAway < MOST_TRIES; turnedAway++) {
            answer.body().close();
            TimeUnit.SECONDS.sleep(
                    answer.headers().firstValueAsLong("Retry-After").orElse(1));
            answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        }
        if (answer.statusCode() != 200) {
            try (InputStream problem = answer.body()) {
                throw new IOException(path + " was answered " + answer.statusCode() + ": "
                        + new String(problem.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return answer;
    }
}
