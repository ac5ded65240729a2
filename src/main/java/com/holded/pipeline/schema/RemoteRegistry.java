package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Settings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Another registry that speaks Confluent's REST interface, as a source of schemas. */
final class RemoteRegistry implements SchemaSource {
    private final RegistryHttp http;

    RemoteRegistry(Settings.Registry.External registry) {
        this.http = new RegistryHttp(registry);
    }

    @Override
    public Set<String> subjects() {
        Set<String> subjects = new LinkedHashSet<>();
        http.get("/subjects").ifPresent(names -> names.forEach(name -> subjects.add(name.asString(""))));
        return subjects;
    }

    @Override
    public Map<String, Integer> latestIds(Collection<String> subjects) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (String subject : subjects) {
            http.get(path(subject) + "/versions/latest").ifPresent(version -> ids.put(subject, id(version)));
        }
        return ids;
    }

    @Override
    public Optional<RegisteredSchema> byId(int id) {
        return http.get("/schemas/ids/" + id).flatMap(answer -> schema(id, answer));
    }

    @Override
    public Optional<RegisteredSchema> version(String subject, int version) {
        return http.get(path(subject) + "/versions/" + version + "?deleted=true")
                .flatMap(answer -> schema(id(answer), answer));
    }

    @Override
    public Optional<Integer> idOf(String subject, String version) {
        return http.get(path(subject) + "/versions/" + version).map(RemoteRegistry::id);
    }

    @Override
    public Map<String, Integer> uses(int id) {
        Map<String, Integer> uses = new LinkedHashMap<>();
        http.get("/schemas/ids/" + id + "/versions")
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
        if (http.get(path(subject) + "/versions/latest").isPresent()) {
            return;
        }
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("schemaType", schema.type().name())
                .put("schema", schema.text());
        if (!schema.references().isEmpty()) {
            ArrayNode references = body.putArray("references");
            schema.references().forEach(reference -> references
                    .addObject()
                    .put("name", reference.name())
                    .put("subject", reference.subject())
                    .put("version", reference.version()));
        }
        http.post(path(subject) + "/versions", JsonTree.write(body));
    }

    private static String path(String subject) {
        return "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Optional<RegisteredSchema> schema(int id, JsonNode answer) {
        // Without a type it is Avro: Confluent's registry had no other once.
        return SchemaType.named(answer.path("schemaType").asString("AVRO"))
                .map(type -> new RegisteredSchema(id, type, text(answer), references(answer)));
    }

    private static String text(JsonNode answer) {
        JsonNode text = answer.path("schema");
        if (!text.isString()) {
            throw garbage("a schema without text");
        }
        return text.stringValue();
    }

    private static List<SchemaReference> references(JsonNode answer) {
        List<SchemaReference> references = new ArrayList<>();
        answer.path("references")
                .forEach(reference -> references.add(new SchemaReference(
                        reference.path("name").asString(""),
                        reference.path("subject").asString(""),
                        reference.path("version").asInt(0))));
        return references;
    }

    private static int id(JsonNode version) {
        JsonNode id = version.path("id");
        if (!id.isInt()) {
            throw garbage("a version without id");
        }
        return id.intValue();
    }

    private static RegistryException garbage(String what) {
        return new RegistryException(RegistryError.STORE, "The external registry gave " + what);
    }
}
