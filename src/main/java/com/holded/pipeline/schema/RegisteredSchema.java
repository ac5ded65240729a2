package com.holded.pipeline.schema;

import java.util.List;

/**
 * A schema that a registry knows.
 *
 * @param id global id, 1 upwards
 * @param type language of the text
 * @param text as it was registered
 * @param references what it uses
 */
record RegisteredSchema(int id, SchemaType type, String text, List<SchemaReference> references) {
    RegisteredSchema {
        references = List.copyOf(references);
    }

    /** A schema that uses no other. */
    RegisteredSchema(int id, SchemaType type, String text) {
        this(id, type, text, List.of());
    }
}
