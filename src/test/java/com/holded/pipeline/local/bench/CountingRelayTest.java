package com.holded.pipeline.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountingRelayTest {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private CountingRelay relay;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        relay = new CountingRelay(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() throws IOException {
        relay.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /bucket/raw-events/2026/a.zst HTTP/1.1, GET",
        "GET /bucket?list-type=2&prefix=raw-events%2F HTTP/1.1, LIST",
        "GET /bucket/?list-type=2 HTTP/1.1, LIST",
        "HEAD /bucket HTTP/1.1, HEAD",
        "HEAD /bucket/a HTTP/1.1, HEAD",
        "PUT /bucket/a HTTP/1.1, PUT",
        "DELETE /bucket/a HTTP/1.1, OTHER",
        "nonsense, OTHER"
    })
    void a_request_is_of_the_kind_that_its_first_line_says(String line, StorageRequest kind) {
        assertThat(StorageRequest.of(line)).isEqualTo(kind);
    }

    @Test
    void every_byte_passes_and_every_request_counts() throws Exception {
        byte[] body = new byte[300_000];
        new Random(1).nextBytes(body);

        for (int i = 0; i < 3; i++) {
            assertThat(send("PUT", "/bucket/a", body).body()).isEqualTo(body);
            assertThat(send("GET", "/bucket/a", new byte[0]).statusCode()).isEqualTo(200);
        }
        send("GET", "/bucket?list-type=2", new byte[0]);

        Map<StorageRequest, Long> expected = new EnumMap<>(Map.of(
                StorageRequest.GET, 3L,
                StorageRequest.PUT, 3L,
                StorageRequest.LIST, 1L,
                StorageRequest.HEAD, 0L,
                StorageRequest.OTHER, 0L));
        assertThat(relay.counts()).isEqualTo(expected);
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(relay.address().resolve(path))
                        .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }
}
