package com.holded.pipeline.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The registration of a version under the id, and if it says so the number, that it has in another registry. */
final class Import {
    private final VersionTable table;
    private final VersionChanges changes;
    private final String subject;
    private final int id;
    private final int version;

    Import(Connection connection, String subject, SchemaRequest request) {
        this.table = new VersionTable(connection);
        this.changes = new VersionChanges(connection);
        this.subject = subject;
        this.id = request.id();
        this.version = request.version();
    }

    /**
     * The id.
     *
     * @throws RegistryException ID_DOES_NOT_MATCH when the schema has another id here, OPERATION_NOT_PERMITTED when id or
     *     version stand for another schema
     */
    int run(Candidate candidate) throws SQLException {
        Optional<Integer> known = changes.known(candidate.fingerprint());
        if (known.isPresent() && known.get() != id) {
            throw new RegistryException(
                    RegistryError.ID_DOES_NOT_MATCH,
                    "Schema already registered with id " + known.get() + " instead of input id " + id);
        }
        if (known.isEmpty() && table.schema(id).isPresent()) {
            throw overwrites("id " + id);
        }
        refuseTakenVersion();
        if (known.isEmpty()) {
            // After all refusals: what it does to the sequence of ids is not undone with the transaction.
            changes.importSchema(id, candidate.toStore(), candidate.targets());
        }
        Optional<SubjectVersion> there = table.find(subject, candidate.fingerprint(), Deleted.SHOWN);
        boolean same = there.isPresent()
                && !there.get().deleted()
                && (version == 0 || there.get().version() == version);
        if (!same) {
            changes.addVersion(subject, version, id);
        }
        return id;
    }

    private void refuseTakenVersion() throws SQLException {
        if (version > 0
                && table.version(subject, version, Deleted.SHOWN)
                        .filter(taken -> taken.schema().id() != id)
                        .isPresent()) {
            throw overwrites("version " + version);
        }
    }

    private static RegistryException overwrites(String what) {
        return new RegistryException(
                RegistryError.OPERATION_NOT_PERMITTED, "Overwrite new schema with " + what + " is not permitted.");
    }
}
