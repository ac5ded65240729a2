package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Requests to another registry: bounded in time and size, and to no other place, since redirects are not followed. Whatever
 * is no answer of a registry is an outage of it, never an absence.
 */
final class RegistryHttp {
    /** Far above any answer about one schema; a list of subjects may be long. */
    static final int MOST_BYTES = 16 << 20;

    private final String base;
    private final Optional<String> authorization;
    private final Duration timeout;
    private final HttpClient client;

    RegistryHttp(Settings.Registry.External registry) {
        this.base = registry.url().toString().replaceAll("/+$", "");
        this.authorization = authorization(registry);
        this.timeout = registry.timeout();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(registry.timeout());
        if (!registry.caFile().isEmpty()) {
            builder.sslContext(trusting(Path.of(registry.caFile())));
        }
        this.client = builder.build();
    }

    private static Optional<String> authorization(Settings.Registry.External registry) {
        String secret = registry.secret().reveal();
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        String pair = registry.user() + ":" + secret;
        return Optional.of(
                registry.user().isEmpty()
                        ? "Bearer " + secret
                        : "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static SSLContext trusting(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("registry-" + trusted.size(), certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IllegalStateException("No certificates can be read from " + file, unusable);
        }
    }

    /** The answer to a GET; empty when the registry itself says that there is no such subject, version or schema. */
    Optional<JsonNode> get(String path) {
        return send(request(path).GET().build());
    }

    /** The answer to a POST of JSON. */
    Optional<JsonNode> post(String path, String json) {
        return send(request(path)
                .header("Content-Type", RegistryMedia.V1)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).header("Accept", RegistryMedia.V1);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private Optional<JsonNode> send(HttpRequest request) {
        // Not the request's own time-out, which ends with the head of the answer: a body may drip for ever.
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                request, info -> new LimitedBody(HttpResponse.BodySubscribers.ofByteArray(), MOST_BYTES));
        try {
            return read(request, answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(request, "was not waited for", interrupted);
        } catch (TimeoutException late) {
            throw failure(request, "gave no answer within " + timeout, late);
        } catch (ExecutionException | JacksonException failed) {
            throw failure(request, "gave no usable answer", failed);
        } finally {
            answer.cancel(true);
        }
    }

    private static Optional<JsonNode> read(HttpRequest request, HttpResponse<byte[]> response) {
        JsonNode body = JsonTree.parse(new String(response.body(), StandardCharsets.UTF_8));
        if (response.statusCode() == 200) {
            return Optional.of(body);
        }
        int code = body.path("error_code").asInt(0);
        if (response.statusCode() == 404 && code >= 40401 && code <= 40403) {
            return Optional.empty();
        }
        throw failure(request, "answered " + response.statusCode() + " " + code, null);
    }

    private static RegistryException failure(HttpRequest request, String what, @Nullable Exception cause) {
        String message = "The external registry " + what + ": " + request.method() + " " + request.uri();
        return new RegistryException(RegistryError.STORE, message, cause);
    }
}
