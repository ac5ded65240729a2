package com.holded.pipeline.schema;

import java.io.InputStream;

/** A schema that is not registered yet, as a caller sends it: {@code {"schemaType": "JSON", "schema": "…"}}. */
public final class ProposedSchema {
    /** The id of every proposed contract; no registry gives it. */
    private static final int NO_ID = -1;

    private ProposedSchema() {}

    /**
     * The contract that it would be.
     *
     * @throws RegistryException when the body is no such object, or no JSON Schema that could be registered
     */
    public static Contract read(InputStream body) {
        var request = SchemaRequest.read(body);
        if (request.type() != SchemaType.JSON) {
            throw RegistryException.invalidSchema("only a JSON Schema can be tried on events, not " + request.type());
        }
        return Contract.compile(NO_ID, request.text());
    }
}
