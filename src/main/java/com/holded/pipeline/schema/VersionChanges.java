package com.holded.pipeline.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Changes of subjects, versions and schemas, in the one transaction that may make them at a time. */
final class VersionChanges {
    private final Queries queries;

    VersionChanges(Connection connection) {
        this.queries = new Queries(connection);
    }

    /** The id of this schema, which is stored if it is new. */
    int schemaId(NewSchema schema, List<Integer> targets) throws SQLException {
        // Looks first: an INSERT that meets a conflict uses up an id.
        Optional<Integer> known = queries.first(
                "SELECT id FROM schemas WHERE fingerprint = ?", row -> row.getInt(1), schema.fingerprint());
        if (known.isPresent()) {
            return known.get();
        }
        int id = queries.first(
                        "INSERT INTO schemas (schema_type, schema_text, fingerprint) VALUES (?, ?, ?) RETURNING id",
                        row -> row.getInt(1),
                        schema.type().name(),
                        schema.text(),
                        schema.fingerprint())
                .orElseThrow();
        addReferences(id, schema, targets);
        return id;
    }

    /** Stores a new schema under the id that it has elsewhere; ids that are given later are greater. */
    void importSchema(int id, NewSchema schema, List<Integer> targets) throws SQLException {
        queries.update(
                """
                INSERT INTO schemas (id, schema_type, schema_text, fingerprint) OVERRIDING SYSTEM VALUE
                VALUES (?, ?, ?, ?)
                """,
                id,
                schema.type().name(),
                schema.text(),
                schema.fingerprint());
        queries.first(
                """
                SELECT setval(pg_get_serial_sequence('schemas', 'id'),
                              greatest(?, (SELECT last_value FROM pg_sequences
                                           WHERE schemaname = current_schema() AND sequencename = 'schemas_id_seq'), 1))
                """,
                row -> row.getLong(1),
                id);
        addReferences(id, schema, targets);
    }

    private void addReferences(int id, NewSchema schema, List<Integer> targets) throws SQLException {
        for (int i = 0; i < targets.size(); i++) {
            SchemaReference reference = schema.references().get(i);
            queries.update(
                    """
                    INSERT INTO schema_references (schema_id, position, name, subject, version, target_id)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    id,
                    i,
                    reference.name(),
                    reference.subject(),
                    reference.version(),
                    targets.get(i));
        }
    }

    /** The id whose schema has this fingerprint. */
    Optional<Integer> known(String fingerprint) throws SQLException {
        return queries.first("SELECT id FROM schemas WHERE fingerprint = ?", row -> row.getInt(1), fingerprint);
    }

    /**
     * Adds a version. A version of the subject that is the same schema, and so is deleted, becomes this one: a subject
     * has a schema once.
     *
     * @param version its number; 0 = the next
     */
    int addVersion(String subject, int version, int schemaId) throws SQLException {
        return queries.first(
                        """
                        INSERT INTO subject_versions (subject, version, schema_id)
                        SELECT ?, CASE WHEN ? > 0 THEN ? ELSE coalesce(max(version), 0) + 1 END, ?
                        FROM subject_versions WHERE subject = ?
                        ON CONFLICT (subject, schema_id)
                        DO UPDATE SET version = excluded.version, deleted_at = NULL, created_at = now()
                        RETURNING version
                        """,
                        row -> row.getInt(1),
                        subject,
                        version,
                        version,
                        schemaId,
                        subject)
                .orElseThrow();
    }

    /** Shows a softly deleted version again, under its old number. */
    void restore(String subject, int version) throws SQLException {
        queries.update(
                "UPDATE subject_versions SET deleted_at = NULL WHERE subject = ? AND version = ?", subject, version);
    }

    void hide(String subject, int version) throws SQLException {
        queries.update(
                "UPDATE subject_versions SET deleted_at = now() WHERE subject = ? AND version = ?", subject, version);
    }

    /** Removes a version for good; the subject's configuration and mode go with its last one. */
    void remove(String subject, int version) throws SQLException {
        queries.update("DELETE FROM subject_versions WHERE subject = ? AND version = ?", subject, version);
        for (String table : List.of("subject_config", "subject_modes")) {
            queries.update(
                    "DELETE FROM " + table
                            + " WHERE subject = ? AND NOT EXISTS (SELECT 1 FROM subject_versions WHERE subject = ?)",
                    subject,
                    subject);
        }
    }
}
