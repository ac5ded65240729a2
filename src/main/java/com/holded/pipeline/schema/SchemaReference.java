package com.holded.pipeline.schema;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * That a schema uses another one of the registry.
 *
 * @param name how the schema's text calls it: a full type name in Avro, the text of a {@code $ref} in JSON Schema
 * @param subject of the schema that is used
 * @param version of that subject, 1 upwards; never "latest", since what a schema means must not change
 */
record SchemaReference(String name, String subject, int version) {

    /**
     * Checks the parts.
     *
     * @throws RegistryException INVALID_SCHEMA
     */
    SchemaReference {
        if (name.isBlank() || subject.isBlank() || version < 1) {
            throw RegistryException.invalidSchema("a reference needs a name, a subject and a version of 1 or more");
        }
    }

    /** {@code ["name","subject",1]}. */
    ArrayNode toJson() {
        return JsonNodeFactory.instance.arrayNode().add(name).add(subject).add(version);
    }
}
