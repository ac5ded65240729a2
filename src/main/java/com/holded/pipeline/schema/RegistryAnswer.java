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
        ObjectNode answer = NODES.objectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.schema().id());
        return JsonTree.write(withSchema(answer, version.schema()));
    }

    static String schema(RegisteredSchema schema) {
        return JsonTree.write(withSchema(NODES.objectNode(), schema));
    }

    static String uses(List<SubjectVersion> versions) {
        ArrayNode array = NODES.arrayNode();
        versions.forEach(
                version -> array.addObject().put("subject", version.subject()).put("version", version.version()));
        return JsonTree.write(array);
    }

    static String compatibilityLevel(String level) {
        return JsonTree.write(NODES.objectNode().put("compatibilityLevel", level));
    }

    static String error(RegistryException error) {
        return JsonTree.write(
                NODES.objectNode().put("error_code", error.error().code()).put("message", error.getMessage()));
    }

    /** As Confluent's registry does, the type is left out when it is Avro. */
    private static ObjectNode withSchema(ObjectNode answer, RegisteredSchema schema) {
        if (schema.type() != SchemaType.AVRO) {
            answer.put("schemaType", schema.type().name());
        }
        return answer.put("schema", schema.text());
    }
}
