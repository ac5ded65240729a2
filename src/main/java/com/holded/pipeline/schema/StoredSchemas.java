package com.holded.pipeline.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Reads the schemas that are registered, with all that they use, through one connection. */
final class StoredSchemas {
    private final VersionTable table;

    StoredSchemas(Connection connection) {
        this.table = new VersionTable(connection);
    }

    /**
     * The schema that a caller sends, with what it uses as it is registered now.
     *
     * @throws RegistryException INVALID_SCHEMA
     */
    ParsedSchema parse(SchemaRequest request) {
        return request.type()
                .parse(
                        request.text(),
                        References.resolve(request.type(), request.references(), lookup(Deleted.HIDDEN)));
    }

    ParsedSchema parse(RegisteredSchema schema) {
        // What it uses may be deleted softly since.
        return schema.type()
                .parse(schema.text(), References.resolve(schema.type(), schema.references(), lookup(Deleted.SHOWN)));
    }

    private References.Lookup lookup(Deleted deleted) {
        return (subject, version) -> find(subject, version, deleted)
                .map(SubjectVersion::schema)
                .map(schema -> new References.Referenced(schema.type(), schema.text(), schema.references()));
    }

    private Optional<SubjectVersion> find(String subject, int version, Deleted deleted) {
        try {
            return table.version(subject, version, deleted);
        } catch (SQLException failed) {
            throw SchemaStore.failure(failed);
        }
    }
}
