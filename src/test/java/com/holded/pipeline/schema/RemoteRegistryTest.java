package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against an HTTP server that answers as Confluent's registry is documented to. */
class RemoteRegistryTest {
    private static final Answer NO_SUBJECT =
            new Answer(404, "{\"error_code\":40401,\"message\":\"Subject not found.\"}");

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private RemoteRegistry registry;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        registry = new RemoteRegistry(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/registry/"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void reads_subjects_versions_and_schemas() {
        answers.put("GET /registry/subjects", new Answer(200, "[\"a\",\"Holded\\\\B c\"]"));
        answers.put(
                "GET /registry/subjects/Holded%5CB%20c/versions/latest",
                new Answer(200, "{\"subject\":\"x\",\"version\":3,\"id\":17,\"schema\":\"{}\"}"));
        answers.put("GET /registry/schemas/ids/17", new Answer(200, "{\"schemaType\":\"JSON\",\"schema\":\"{ }\"}"));
        answers.put("GET /registry/schemas/ids/18", new Answer(200, "{\"schema\":\"\\\"string\\\"\"}"));

        assertThat(registry.subjects()).containsExactly("a", "Holded\\B c");
        assertThat(registry.latestIds(List.of("a", "Holded\\B c"))).isEqualTo(Map.of("Holded\\B c", 17));
        assertThat(registry.byId(17)).contains(new RegisteredSchema(17, SchemaType.JSON, "{ }"));
        assertThat(registry.byId(18)).contains(new RegisteredSchema(18, SchemaType.AVRO, "\"string\""));
    }

    @Test
    void finds_a_version_and_the_uses_of_a_schema() {
        answers.put("GET /registry/subjects/a/versions/3", new Answer(200, "{\"id\":17}"));
        answers.put(
                "GET /registry/schemas/ids/17/versions",
                new Answer(200, "[{\"subject\":\"a\",\"version\":3},{\"subject\":\"b\",\"version\":1}]"));

        assertThat(registry.idOf("a", "3")).contains(17);
        assertThat(registry.idOf("a", "4")).isEmpty();
        assertThat(registry.uses(17)).isEqualTo(Map.of("a", 3, "b", 1));
        assertThat(registry.uses(18)).isEmpty();
    }

    @Test
    void schema_that_the_registry_does_not_know_is_absent() {
        answers.put("GET /registry/schemas/ids/5", new Answer(404, "{\"error_code\":40403,\"message\":\"-\"}"));

        assertThat(registry.byId(5)).isEmpty();
    }

    @Test
    void registers_what_is_absent() {
        answers.put("POST /registry/subjects/a/versions", new Answer(200, "{\"id\":1}"));

        registry.registerIfAbsent("a", NewSchema.json("{\"title\": \"ñ\"}"));

        assertThat(requests)
                .containsExactly(
                        "GET /registry/subjects/a/versions/latest",
                        "POST /registry/subjects/a/versions"
                                + " {\"schemaType\":\"JSON\",\"schema\":\"{\\\"title\\\": \\\"ñ\\\"}\"}");
    }

    @Test
    void leaves_what_is_registered() {
        answers.put("GET /registry/subjects/a/versions/latest", new Answer(200, "{\"id\":1}"));

        registry.registerIfAbsent("a", NewSchema.json("{}"));

        assertThat(requests).containsExactly("GET /registry/subjects/a/versions/latest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | {\"error_code\":50001}",
                "401 | {\"error_code\":401}",
                "404 | {\"error_code\":404}",
                "404 | <html>not found</html>",
                "200 | <html>login</html>",
                "200 | {",
            })
    void anything_else_is_an_outage_and_never_an_absence(int status, String body) {
        answers.put("GET /registry/subjects/a/versions/latest", new Answer(status, body));

        assertThatThrownBy(() -> registry.latestIds(List.of("a")))
                .isInstanceOfSatisfying(RegistryException.class, outage -> assertThat(outage.isOutage())
                        .isTrue());
    }

    @Test
    void registry_that_is_gone_is_an_outage() {
        server.stop(0);

        assertThatThrownBy(registry::subjects)
                .isInstanceOfSatisfying(RegistryException.class, outage -> assertThat(outage.isOutage())
                        .isTrue());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().toASCIIString();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add((request + " " + body).strip());
            Answer answer = answers.getOrDefault(request, NO_SUBJECT);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private record Answer(int status, String body) {}
}
