package com.holded.pipeline.testing;

import com.holded.pipeline.local.LocalPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to a running service as a user does: over HTTP alone. */
public final class Client {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "STOPPED", "ABANDONED");
    private static final Duration LONGEST_RUN = Duration.ofMinutes(3);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI service;
    private final String adminKey;

    public Client(LocalPlatform platform) {
        this.service = platform.service();
        this.adminKey = platform.adminKey().reveal();
    }

    /** An answer. */
    public record Answer(int status, HttpResponse<byte[]> response) {
        /** The body as text. */
        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /** The body as JSON. */
        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        /** A header; empty when it is not there. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** API key of the administrator. */
    public String adminKey() {
        return adminKey;
    }

    /** An anonymous GET. */
    public Answer read(String path) {
        return send(request(path).GET());
    }

    /** An anonymous POST of JSON. */
    public Answer post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** A POST as administrator, without a body. */
    public Answer command(String path) {
        return send(request(path).header("X-API-Key", adminKey).POST(BodyPublishers.noBody()));
    }

    /** A request that the test completes. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.resolve(path)).timeout(Duration.ofMinutes(1));
    }

    /** Sends what the test completed. */
    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Runs the job and returns its execution when it has ended. */
    public JsonNode runJob() {
        Answer started = command("/jobs/process-events/executions");
        if (started.status() != 202) {
            throw new AssertionError("the job did not start: " + started.status() + " " + started.text());
        }
        String execution =
                "/jobs/executions/" + started.json().path("execution_id").asString();
        return Waiting.until(
                LONGEST_RUN,
                "the end of " + execution,
                () -> read(execution).json(),
                run -> ENDED.contains(run.path("status").asString()));
    }

    /** Event ids of an answer of {@code POST /collect} with this status. */
    public static List<String> ids(JsonNode answer, String status) {
        return answer.path("results")
                .valueStream()
                .filter(result -> result.path("status").asString().equals(status))
                .map(result -> result.path("event_id").asString())
                .toList();
    }
}
