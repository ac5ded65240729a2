package com.holded.pipeline.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Another registry, over HTTP in the form of Confluent's, with as much of it as a client of schemas asks for, and with
 * the ways in which one can fail. Ids begin at 1001, so that they are nobody else's.
 */
public final class StubRegistry implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern VERSIONS = Pattern.compile("/subjects/([^/]+)/versions(/latest)?");
    private static final Pattern ID = Pattern.compile("/schemas/ids/([0-9]+)");
    private static final String NOT_FOUND = "{\"error_code\":40401,\"message\":\"not found\"}";

    /** How it answers. */
    public enum Fault {
        NONE,
        /** Nothing listens. */
        KILLED,
        /** It takes requests and never answers. */
        SILENT,
        GARBAGE,
        /** A proxy answers that knows of no registry. */
        NOWHERE
    }

    private final int port;
    private final Map<String, List<Integer>> subjects = new TreeMap<>();
    private final List<ObjectNode> schemas = new ArrayList<>();
    private volatile Fault fault = Fault.NONE;
    private HttpServer server;
    private ExecutorService threads = Executors.newCachedThreadPool();

    private StubRegistry() {
        this.server = listen(0);
        this.port = server.getAddress().getPort();
    }

    public static StubRegistry start() {
        return new StubRegistry();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Registers a JSON Schema; its id. */
    public synchronized int register(String subject, String schema) {
        return register(
                subject, JSON.createObjectNode().put("schemaType", "JSON").put("schema", schema));
    }

    private int register(String subject, ObjectNode schema) {
        int id = schemas.indexOf(schema) + 1001;
        if (id == 1000) {
            schemas.add(schema);
            id = schemas.size() + 1000;
        }
        subjects.computeIfAbsent(subject, name -> new ArrayList<>()).add(id);
        return id;
    }

    /** From now on it fails so. */
    public void fail(Fault next) {
        if (fault == Fault.KILLED && next != Fault.KILLED) {
            threads = Executors.newCachedThreadPool();
            server = listen(port);
        }
        fault = next;
        if (next == Fault.KILLED) {
            close();
        }
    }

    private HttpServer listen(int on) {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), on), 0);
            listening.setExecutor(threads);
            listening.createContext("/", this::answer);
            listening.start();
            return listening;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        switch (fault) {
            case SILENT -> {
                // Left open; the caller has its own patience.
            }
            case GARBAGE -> send(exchange, 200, "{\"id\": 1, \"schema\"");
            case NOWHERE -> send(exchange, 404, "<html>404 Not Found</html>");
            case NONE, KILLED -> answerWell(exchange);
        }
    }

    private synchronized void answerWell(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher versions = VERSIONS.matcher(path);
        Matcher byId = ID.matcher(path);
        if (path.equals("/subjects")) {
            send(exchange, 200, JSON.writeValueAsString(subjects.keySet()));
        } else if (byId.matches() && known(Integer.parseInt(byId.group(1)))) {
            send(
                    exchange,
                    200,
                    schemas.get(Integer.parseInt(byId.group(1)) - 1001).toString());
        } else if (versions.matches() && exchange.getRequestMethod().equals("POST")) {
            JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            send(exchange, 200, "{\"id\":" + register(versions.group(1), (ObjectNode) body) + "}");
        } else if (versions.matches() && subjects.containsKey(versions.group(1))) {
            List<Integer> ids = subjects.getOrDefault(versions.group(1), List.of());
            int id = ids.get(ids.size() - 1);
            ObjectNode answer = schemas.get(id - 1001).deepCopy();
            send(
                    exchange,
                    200,
                    answer.put("subject", versions.group(1))
                            .put("version", ids.size())
                            .put("id", id)
                            .toString());
        } else {
            send(exchange, 404, NOT_FOUND);
        }
    }

    private boolean known(int id) {
        return id > 1000 && id <= 1000 + schemas.size();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
