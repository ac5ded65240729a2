package com.holded.pipeline.schema;

import java.util.Collection;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The registry's answers as JSON texts. */
final class RegistryAnswer {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RegistryAnswer() {}

    static String names(Collection<String> names) {
        ArrayNode array = NODES.arrayNode();
        names.forEach(array::add);
        return JsonTree.write(array);
    }

    static String numbers(List<Integer> numbers) {
        ArrayNode array = NODES.arrayNode();
        numbers.forEach(array::add);
        return JsonTree.write(array);
    }

    static String id(int id) {
        return JsonTree.write(NODES.objectNode().put("id", id));
    }

    static String version(SubjectVersion version) {
        return JsonTree.write(tree(version));
    }

    static String versions(List<SubjectVersion> versions) {
        ArrayNode array = NODES.arrayNode();
        versions.forEach(version -> array.add(tree(version)));
        return JsonTree.write(array);
    }

    private static ObjectNode tree(SubjectVersion version) {
        ObjectNode answer = NODES.objectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.schema().id());
        if (version.deleted()) {
            answer.put("deleted", true);
        }
        return withSchema(answer, version.schema());
    }

    static String schema(RegisteredSchema schema) {
        return JsonTree.write(withSchema(NODES.objectNode(), schema));
    }

    static String schema(RegisteredSchema schema, int greatestId) {
        return JsonTree.write(withSchema(NODES.objectNode(), schema).put("maxId", greatestId));
    }

    static String uses(List<SubjectVersion> versions) {
        ArrayNode array = NODES.arrayNode();
        versions.forEach(
                version -> array.addObject().put("subject", version.subject()).put("version", version.version()));
        return JsonTree.write(array);
    }

    /** The messages only when they are asked for. */
    static String compatible(List<String> messages, boolean verbose) {
        ObjectNode answer = NODES.objectNode().put("is_compatible", messages.isEmpty());
        if (verbose) {
            messages.forEach(answer.putArray("messages")::add);
        }
        return JsonTree.write(answer);
    }

    /** What is set, by the names of {@code GET /config}. */
    static String config(SubjectConfig config) {
        return JsonTree.write(config(config, "compatibilityLevel"));
    }

    /** The same by the names of {@code PUT /config}, which calls the level otherwise. */
    static String configSet(SubjectConfig config) {
        return JsonTree.write(config(config, "compatibility"));
    }

    private static ObjectNode config(SubjectConfig config, String level) {
        ObjectNode answer = NODES.objectNode();
        config.normalize().ifPresent(normalize -> answer.put("normalize", normalize));
        config.compatibility().ifPresent(set -> answer.put(level, set.name()));
        return answer;
    }

    static String mode(Mode mode) {
        return JsonTree.write(NODES.objectNode().put("mode", mode.name()));
    }

    static String cluster(String name) {
        ObjectNode answer = NODES.objectNode().put("id", "");
        ObjectNode scope = answer.putObject("scope");
        scope.putArray("path");
        scope.putObject("clusters").put("kafka-cluster", "").put("schema-registry-cluster", name);
        return JsonTree.write(answer);
    }

    static String release(String version) {
        return JsonTree.write(NODES.objectNode().put("version", version).put("commitId", ""));
    }

    static String error(RegistryException error) {
        return error(error.error().code(), String.valueOf(error.getMessage()));
    }

    static String error(int code, String message) {
        return JsonTree.write(NODES.objectNode().put("error_code", code).put("message", message));
    }

    /** As Confluent's registry does, the type is left out when it is Avro. */
    private static ObjectNode withSchema(ObjectNode answer, RegisteredSchema schema) {
        if (schema.type() != SchemaType.AVRO) {
            answer.put("schemaType", schema.type().name());
        }
        if (!schema.references().isEmpty()) {
            ArrayNode references = answer.putArray("references");
            schema.references().forEach(reference -> references
                    .addObject()
                    .put("name", reference.name())
                    .put("subject", reference.subject())
                    .put("version", reference.version()));
        }
        return answer.put("schema", schema.text());
    }
}
