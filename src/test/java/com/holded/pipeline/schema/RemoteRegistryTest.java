package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Settings;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against an HTTP server that answers as Confluent's registry is documented to. */
class RemoteRegistryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Answer NO_SUBJECT =
            new Answer(404, "{\"error_code\":40401,\"message\":\"Subject not found.\"}");

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private RemoteRegistry registry;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        registry = registry("", "");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private RemoteRegistry registry(String user, String secret) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/registry/");
        return new RemoteRegistry(new Settings.Registry.External(url, user, new Secret(secret), "", PATIENCE));
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

    @Test
    void reads_what_a_schema_refers_to() {
        String body = "{\"schemaType\":\"JSON\",\"schema\":\"{}\",\"id\":4,"
                + "\"references\":[{\"name\":\"n\",\"subject\":\"s\",\"version\":2}]}";
        answers.put("GET /registry/subjects/a/versions/1?deleted=true", new Answer(200, body));

        assertThat(registry.version("a", 1))
                .contains(new RegisteredSchema(4, SchemaType.JSON, "{}", List.of(new SchemaReference("n", "s", 2))));
        assertThat(registry.version("a", 2)).isEmpty();
    }

    @Test
    void shows_its_credentials() {
        registry("user", "pässword").subjects();
        registry("", "token").subjects();
        registry.subjects();

        assertThat(authorizations).containsExactly("Basic dXNlcjpww6Rzc3dvcmQ=", "Bearer token", "");
    }

    @Test
    void an_answer_that_drips_is_an_outage_when_its_time_is_over() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        server.createContext("/registry/schemas/ids/1", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatThrownBy(() -> registry.byId(1))
                .hasMessageContaining("gave no answer within PT2S")
                .isInstanceOfSatisfying(RegistryException.class, outage -> assertThat(outage.isOutage())
                        .isTrue());
        over.countDown();
    }

    @Test
    void an_answer_without_end_is_broken_off() {
        answers.put("GET /registry/schemas/ids/1", new Answer(200, " ".repeat(RegistryHttp.MOST_BYTES + 1)));

        assertThatThrownBy(() -> registry.byId(1))
                .hasRootCauseMessage("The answer is longer than " + RegistryHttp.MOST_BYTES + " bytes");
    }

    @Test
    void a_redirect_is_not_followed() {
        server.createContext("/registry/schemas/ids/1", exchange -> {
            exchange.getResponseHeaders().set("Location", "/registry/schemas/ids/2");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });

        assertThatThrownBy(() -> registry.byId(1))
                .isInstanceOfSatisfying(RegistryException.class, outage -> assertThat(outage.isOutage())
                        .isTrue());
        assertThat(requests).isEmpty();
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
                "200 | {}",
                "200 | []",
                "200 | null",
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
            authorizations.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse(""));
            requests.add((request + " " + body).strip());
            Answer answer = answers.getOrDefault(request, NO_SUBJECT);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private record Answer(int status, String body) {}
}
