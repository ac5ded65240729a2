package com.holded.pipeline.schema;

import tools.jackson.databind.JsonNode;

/**
 * A schema that is fit to be registered.
 *
 * @param fingerprint of type and canonical text: equal for every spelling of the same schema
 */
record NewSchema(SchemaType type, String text, String fingerprint) {

    /**
     * A JSON Schema, checked.
     *
     * @throws RegistryException INVALID_SCHEMA
     */
    static NewSchema json(String text) {
        JsonNode tree = JsonSchemas.parse(text);
        JsonSchemas.compile(tree);
        return new NewSchema(SchemaType.JSON, text, CanonicalText.fingerprint(SchemaType.JSON, tree));
    }
}
