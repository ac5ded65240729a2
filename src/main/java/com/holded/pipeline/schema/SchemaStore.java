package com.holded.pipeline.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The tables of the built-in registry. Any replica may write: registrations under one subject wait for each other on an
 * advisory lock, the same text under two subjects meets at the unique fingerprint.
 */
final class SchemaStore implements SchemaSource {
    /** First key of the advisory locks of this store ("sche"), so that they meet no other room's. */
    private static final int LOCK_CLASS = 0x73636865;

    private static final String VERSIONS =
            """
            SELECT v.subject, v.version, s.id, s.schema_type, s.schema_text
            FROM subject_versions v JOIN schemas s ON s.id = v.schema_id
            """;

    private final DataSource database;

    SchemaStore(DataSource database) {
        this.database = database;
    }

    @Override
    public Set<String> subjects() {
        return new LinkedHashSet<>(
                query("SELECT DISTINCT subject FROM subject_versions ORDER BY subject", row -> row.getString(1)));
    }

    @Override
    public Map<String, Integer> latestIds(Collection<String> subjects) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        query(
                """
                SELECT DISTINCT ON (subject) subject, schema_id FROM subject_versions
                WHERE subject = ANY (?) ORDER BY subject, version DESC
                """,
                row -> ids.put(row.getString(1), row.getInt(2)),
                (Object) subjects.toArray(String[]::new));
        return ids;
    }

    @Override
    public Optional<RegisteredSchema> byId(int id) {
        return query("SELECT id, schema_type, schema_text FROM schemas WHERE id = ?", row -> schema(row, 1), id)
                .stream()
                .findFirst();
    }

    @Override
    public Optional<Integer> idOf(String subject, String version) {
        return (version.equals("latest") ? latest(subject) : version(subject, Integer.parseInt(version)))
                .map(found -> found.schema().id());
    }

    @Override
    public Map<String, Integer> uses(int id) {
        Map<String, Integer> uses = new LinkedHashMap<>();
        versionsOf(id).forEach(use -> uses.put(use.subject(), use.version()));
        return uses;
    }

    /** The versions of a subject, ascending; empty when there is no such subject. */
    List<Integer> versions(String subject) {
        return query(
                "SELECT version FROM subject_versions WHERE subject = ? ORDER BY version",
                row -> row.getInt(1),
                subject);
    }

    Optional<SubjectVersion> version(String subject, int version) {
        return query(VERSIONS + "WHERE v.subject = ? AND v.version = ?", SchemaStore::subjectVersion, subject, version)
                .stream()
                .findFirst();
    }

    Optional<SubjectVersion> latest(String subject) {
        return query(
                        VERSIONS + "WHERE v.subject = ? ORDER BY v.version DESC LIMIT 1",
                        SchemaStore::subjectVersion,
                        subject)
                .stream()
                .findFirst();
    }

    /** The version of this subject that has this fingerprint. */
    Optional<SubjectVersion> find(String subject, String fingerprint) {
        return query(
                        VERSIONS + "WHERE v.subject = ? AND s.fingerprint = ?",
                        SchemaStore::subjectVersion,
                        subject,
                        fingerprint)
                .stream()
                .findFirst();
    }

    /** Every version of any subject that is this schema. */
    List<SubjectVersion> versionsOf(int schemaId) {
        return query(VERSIONS + "WHERE s.id = ? ORDER BY v.subject, v.version", SchemaStore::subjectVersion, schemaId);
    }

    /** Registers a version of a subject, unless the subject has this schema already; returns the schema's id. */
    int register(String subject, NewSchema schema) {
        return underLock(subject, connection -> addVersion(connection, subject, schema));
    }

    @Override
    public void registerIfAbsent(String subject, NewSchema schema) {
        underLock(
                subject,
                connection -> select(
                                        connection,
                                        "SELECT 1 FROM subject_versions WHERE subject = ? LIMIT 1",
                                        row -> row.getInt(1),
                                        subject)
                                .isEmpty()
                        ? addVersion(connection, subject, schema)
                        : 0);
    }

    private static int addVersion(Connection connection, String subject, NewSchema schema) throws SQLException {
        int id = schemaId(connection, schema);
        select(
                connection,
                """
                INSERT INTO subject_versions (subject, version, schema_id)
                SELECT ?, coalesce(max(version), 0) + 1, ? FROM subject_versions WHERE subject = ?
                ON CONFLICT (subject, schema_id) DO NOTHING
                RETURNING version
                """,
                row -> row.getInt(1),
                subject,
                id,
                subject);
        return id;
    }

    /** Looks first: an INSERT that meets a conflict uses up an id. */
    private static int schemaId(Connection connection, NewSchema schema) throws SQLException {
        String byFingerprint = "SELECT id FROM schemas WHERE fingerprint = ?";
        List<Integer> known = select(connection, byFingerprint, row -> row.getInt(1), schema.fingerprint());
        if (known.isEmpty()) {
            known = select(
                    connection,
                    """
                    INSERT INTO schemas (schema_type, schema_text, fingerprint) VALUES (?, ?, ?)
                    ON CONFLICT (fingerprint) DO NOTHING RETURNING id
                    """,
                    row -> row.getInt(1),
                    schema.type().name(),
                    schema.text(),
                    schema.fingerprint());
        }
        if (known.isEmpty()) {
            // Another subject's registration of the same text has just committed; this statement sees it.
            known = select(connection, byFingerprint, row -> row.getInt(1), schema.fingerprint());
        }
        return known.get(0);
    }

    private int underLock(String subject, Work work) {
        try (Connection connection = database.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            try {
                select(connection, "SELECT pg_advisory_xact_lock(?, hashtext(?))", row -> true, LOCK_CLASS, subject);
                int id = work.run(connection);
                connection.commit();
                return id;
            } finally {
                // After the commit there is nothing left to roll back.
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw failure(failed);
        }
    }

    private <T> List<T> query(String sql, Row<T> reader, Object... parameters) {
        try (Connection connection = database.getConnection()) {
            return select(connection, sql, reader, parameters);
        } catch (SQLException failed) {
            throw failure(failed);
        }
    }

    private static <T> List<T> select(Connection connection, String sql, Row<T> reader, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                Object parameter = parameters[i] instanceof String[] texts
                        ? connection.createArrayOf("text", Arrays.copyOf(texts, texts.length, Object[].class))
                        : parameters[i];
                statement.setObject(i + 1, parameter);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        }
    }

    private static RegistryException failure(SQLException cause) {
        return new RegistryException(RegistryError.STORE, "Error in the backend data store", cause);
    }

    private static SubjectVersion subjectVersion(ResultSet row) throws SQLException {
        return new SubjectVersion(row.getString(1), row.getInt(2), schema(row, 3));
    }

    private static RegisteredSchema schema(ResultSet row, int column) throws SQLException {
        return new RegisteredSchema(
                row.getInt(column), SchemaType.valueOf(row.getString(column + 1)), row.getString(column + 2));
    }

    /** Reads one row. */
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What a registration does in its transaction. */
    private interface Work {
        int run(Connection connection) throws SQLException;
    }
}
