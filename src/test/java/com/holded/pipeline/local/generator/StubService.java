package com.holded.pipeline.local.generator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers {@code /collect} like the service, unless told to fail: elements that are strings are no events. */
final class StubService {
    private interface Behaviour {
        void answer(HttpExchange exchange, String body) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());

    private StubService(HttpServer server) {
        this.server = server;
    }

    static StubService start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            StubService stub = new StubService(server);
            server.createContext("/collect", stub::handle);
            server.setExecutor(stub.threads);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Authorization headers; empty text for a request without one. */
    List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    void answerNext(int status, Map<String, String> headers) {
        next.add((exchange, body) -> {
            headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            respond(exchange, status, "{\"title\":\"Not now\",\"status\":" + status + "}");
        });
    }

    void loseNextAnswer() {
        next.add((exchange, body) -> exchange.close());
    }

    void forgetNextEvent() {
        next.add((exchange, body) ->
                respond(exchange, 200, results(JsonElements.of(body).subList(1, 2))));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        bodies.add(body);
        authorizations.add(
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), ""));
        Behaviour behaviour = next.poll();
        if (behaviour == null) {
            respond(exchange, 200, results(JsonElements.of(body)));
        } else {
            behaviour.answer(exchange, body);
        }
    }

    private static String results(List<String> elements) {
        List<String> results = new ArrayList<>();
        for (String element : elements) {
            results.add(
                    element.startsWith("\"")
                            ? "{\"event_id\":\"e\",\"status\":\"rejected\",\"timestamp\":1,"
                                    + "\"errors\":[{\"reason\":\"NOT_AN_EVENT\",\"pointer\":\"\",\"message\":\"m\"}]}"
                            : "{\"event_id\":\"e\",\"status\":\"accepted\",\"timestamp\":1}");
        }
        return "{\"package_id\":\"p\",\"results\":[" + String.join(",", results) + "],\"total_processed\":"
                + results.size() + "}";
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
