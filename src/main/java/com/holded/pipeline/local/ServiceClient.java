package com.holded.pipeline.local;

import com.holded.pipeline.platform.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a service over HTTP. Every failure becomes one line that says what to do. */
public final class ServiceClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration REQUEST = Duration.ofMinutes(5);

    private final URI address;
    private final Optional<Secret> key;
    private final HttpClient http;

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // Made once from an option that may be missing.
    ServiceClient(URI address, Optional<Secret> key) {
        this.address = address.getPath().endsWith("/") ? address : URI.create(address + "/");
        this.key = key;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    /** Address of the service, with a slash at its end. */
    public URI address() {
        return address;
    }

    /** The key that requests carry; empty text for an anonymous caller. */
    public Secret key() {
        return key.orElseGet(() -> new Secret(""));
    }

    /** A request for a path below the address, with the key; the caller adds method and body. */
    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(REQUEST);
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.reveal()));
        return request;
    }

    /**
     * Sends a request.
     *
     * @throws LocalProblem when there is no answer
     */
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (IOException unreachable) {
            throw new LocalProblem(
                    "Nothing answers at " + address + " (" + reason(unreachable)
                            + "). Start the platform with ./holded up, or name another service with --url",
                    unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalProblem("Interrupted", interrupted);
        }
    }

    /**
     * The JSON document at a path.
     *
     * @throws LocalProblem when the answer is no success
     */
    JsonNode read(String path) {
        return document(send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** The same, when a failure only means that there is nothing to show. */
    Optional<JsonNode> readIfThere(String path) {
        HttpResponse<String> response = send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
        return response.statusCode() / 100 == 2 ? Optional.of(document(response)) : Optional.empty();
    }

    /** The service's health, well or not: an unhealthy service answers 503 with the same document. */
    JsonNode health() {
        HttpResponse<String> response = send(request("health").GET().build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200 && response.statusCode() != 503) {
            throw refused(response, response.body());
        }
        return parse(response);
    }

    /** Downloads a path into a file, which appears only when it is whole; its size in bytes. */
    long download(String path, Path file) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            HttpResponse<Path> response = send(request(path).GET().build(), HttpResponse.BodyHandlers.ofFile(part));
            if (response.statusCode() != 200) {
                String body = Files.readString(part, StandardCharsets.UTF_8);
                Files.delete(part);
                throw refused(response, body);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return Files.size(file);
        } catch (IOException failed) {
            throw new LocalProblem("Cannot write " + file + " (" + reason(failed) + ")", failed);
        }
    }

    /** The document of a success; a refusal is thrown. */
    static JsonNode document(HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            throw refused(response, response.body());
        }
        return parse(response);
    }

    private static JsonNode parse(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JacksonException noJson) {
            throw new LocalProblem(response.uri() + " answers something that is no JSON: is it our service?", noJson);
        }
    }

    /** The line that a refusal is shown as: its problem+json's detail when it has one. */
    static LocalProblem refused(HttpResponse<?> response, String body) {
        String detail = "";
        try {
            JsonNode problem = JSON.readTree(body);
            // The schema registry has a form of its own.
            String title =
                    problem.path("title").asString(problem.path("message").asString(""));
            detail = problem.path("detail").asString(title);
        } catch (JacksonException noJson) {
            // The status alone, then.
        }
        String advice = response.statusCode() == 401 || response.statusCode() == 403
                ? ". Give a key that may do this with --key or HOLDED_KEY"
                : "";
        return new LocalProblem(
                response.request().method() + " " + response.uri().getPath() + " was refused: " + response.statusCode()
                        + (detail.isEmpty() ? "" : " " + detail) + advice);
    }

    private static String reason(IOException failure) {
        return Optional.ofNullable(failure.getMessage())
                .orElse(failure.getClass().getSimpleName());
    }
}
