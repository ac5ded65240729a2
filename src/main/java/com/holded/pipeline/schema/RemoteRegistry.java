package com.holded.pipeline.schema;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Another registry that speaks Confluent's REST interface, as a source of schemas. */
final class RemoteRegistry implements SchemaSource {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final String base;
    private final HttpClient client;

    RemoteRegistry(URI url) {
        this.base = url.toString().replaceAll("/+$", "");
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Override
    public Set<String> subjects() {
        Set<String> subjects = new LinkedHashSet<>();
        get("/subjects").ifPresent(names -> names.forEach(name -> subjects.add(name.asString(""))));
        return subjects;
    }

    @Override
    public Map<String, Integer> latestIds(Collection<String> subjects) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (String subject : subjects) {
            get(path(subject) + "/versions/latest").ifPresent(version -> ids.put(subject, id(version)));
        }
        return ids;
    }

    @Override
    public Optional<RegisteredSchema> byId(int id) {
        return get("/schemas/ids/" + id)
                // Without a type it is Avro: Confluent's registry had no other once.
                .flatMap(answer -> SchemaType.named(answer.path("schemaType").asString("AVRO"))
                        .map(type -> new RegisteredSchema(
                                id, type, answer.path("schema").asString(""))));
    }

    @Override
    public Optional<Integer> idOf(String subject, String version) {
        return get(path(subject) + "/versions/" + version).map(RemoteRegistry::id);
    }

    @Override
    public Map<String, Integer> uses(int id) {
        Map<String, Integer> uses = new LinkedHashMap<>();
        get("/schemas/ids/" + id + "/versions")
                .ifPresent(answer -> answer.forEach(use -> uses.put(
                        use.path("subject").asString(""), use.path("version").asInt(0))));
        return uses;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Confluent's interface has no such call: between look and registration another may register. Replicas of this
     * service register the same text, which gets the same id.
     */
    @Override
    public void registerIfAbsent(String subject, NewSchema schema) {
        if (get(path(subject) + "/versions/latest").isPresent()) {
            return;
        }
        String body = JsonTree.write(JsonNodeFactory.instance
                .objectNode()
                .put("schemaType", schema.type().name())
                .put("schema", schema.text()));
        HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.ofString(body);
        send(request(path(subject) + "/versions")
                .header("Content-Type", MEDIA_TYPE)
                .POST(publisher)
                .build());
    }

    private static String path(String subject) {
        return "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Optional<JsonNode> get(String path) {
        return send(request(path).GET().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER_TIMEOUT)
                .header("Accept", MEDIA_TYPE);
    }

    /** The answer; empty when the registry itself says that there is no such subject, version or schema. */
    private Optional<JsonNode> send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode body = JsonTree.parse(response.body());
            if (response.statusCode() == 200) {
                return Optional.of(body);
            }
            int code = body.path("error_code").asInt(0);
            if (response.statusCode() == 404 && code >= 40401 && code <= 40403) {
                return Optional.empty();
            }
            throw failure(request, "answered " + response.statusCode() + " " + code, null);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(request, "was not waited for", interrupted);
        } catch (IOException | JacksonException failed) {
            throw failure(request, "gave no usable answer", failed);
        }
    }

    private static int id(JsonNode version) {
        JsonNode id = version.path("id");
        if (!id.isInt()) {
            throw new RegistryException(RegistryError.STORE, "The external registry gave a version without id");
        }
        return id.intValue();
    }

    private static RegistryException failure(HttpRequest request, String what, @Nullable Exception cause) {
        String message = "The external registry " + what + ": " + request.method() + " " + request.uri();
        return new RegistryException(RegistryError.STORE, message, cause);
    }
}
