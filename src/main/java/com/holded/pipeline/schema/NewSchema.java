package com.holded.pipeline.schema;

import java.util.List;

/**
 * A schema that is fit to be registered.
 *
 * @param references what it uses, sorted by name
 * @param fingerprint of type, canonical text and references: equal for every spelling of the same schema
 */
record NewSchema(SchemaType type, String text, List<SchemaReference> references, String fingerprint) {
    NewSchema {
        references = List.copyOf(references);
    }

    static NewSchema of(ParsedSchema schema) {
        return new NewSchema(schema.type(), schema.text(), schema.references(), schema.fingerprint());
    }

    /**
     * A JSON Schema that uses no other, checked.
     *
     * @throws RegistryException INVALID_SCHEMA
     */
    static NewSchema json(String text) {
        return of(SchemaType.JSON.parse(text, References.NONE));
    }
}
