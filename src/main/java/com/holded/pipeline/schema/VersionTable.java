package com.holded.pipeline.schema;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What there is of subjects, versions and schemas, read through one connection. */
final class VersionTable {
    /** Columns that {@link #schema} reads, of a row {@code s} of the schemas. */
    private static final String SCHEMA =
            """
            s.id, s.schema_type, s.schema_text,
            ARRAY(SELECT r.name FROM schema_references r WHERE r.schema_id = s.id ORDER BY r.position),
            ARRAY(SELECT r.subject FROM schema_references r WHERE r.schema_id = s.id ORDER BY r.position),
            ARRAY(SELECT r.version FROM schema_references r WHERE r.schema_id = s.id ORDER BY r.position)
            """;

    private static final String VERSION = "v.subject, v.version, v.deleted_at IS NOT NULL, " + SCHEMA
            + " FROM subject_versions v JOIN schemas s ON s.id = v.schema_id ";

    private static final String VERSIONS = "SELECT " + VERSION;

    /** As Java compares texts, which is how Confluent's registry sorts. */
    private static final String BY_SUBJECT = " ORDER BY v.subject COLLATE \"C\", v.version ";

    private static final String PAGE = " OFFSET ? LIMIT ?";

    private final Queries queries;

    VersionTable(Connection connection) {
        this.queries = new Queries(connection);
    }

    /** The names of the subjects that begin like this, sorted. */
    List<String> subjects(String prefix, Deleted deleted, Page page) throws SQLException {
        return queries.select(
                "SELECT v.subject FROM subject_versions v WHERE starts_with(v.subject, ?) GROUP BY v.subject HAVING "
                        + deleted.ofSubject() + " ORDER BY v.subject COLLATE \"C\"" + PAGE,
                row -> row.getString(1),
                prefix,
                page.offset(),
                page.limit());
    }

    boolean hasSubject(String subject, Deleted deleted) throws SQLException {
        return !versions(subject, deleted, new Page(0, 1)).isEmpty();
    }

    /** The numbers of the subject's versions, ascending. */
    List<Integer> versions(String subject, Deleted deleted, Page page) throws SQLException {
        return queries.select(
                "SELECT v.version FROM subject_versions v WHERE v.subject = ? AND " + deleted.ofVersion()
                        + " ORDER BY v.version" + PAGE,
                row -> row.getInt(1),
                subject,
                page.offset(),
                page.limit());
    }

    Optional<SubjectVersion> version(String subject, int version, Deleted deleted) throws SQLException {
        return queries.first(
                VERSIONS + "WHERE v.subject = ? AND v.version = ? AND " + deleted.ofVersion(),
                VersionTable::subjectVersion,
                subject,
                version);
    }

    /** The highest version that is not deleted. */
    Optional<SubjectVersion> latest(String subject) throws SQLException {
        return queries.first(
                VERSIONS + "WHERE v.subject = ? AND v.deleted_at IS NULL ORDER BY v.version DESC LIMIT 1",
                VersionTable::subjectVersion,
                subject);
    }

    /** The version of this subject that has this fingerprint. */
    Optional<SubjectVersion> find(String subject, String fingerprint, Deleted deleted) throws SQLException {
        return queries.first(
                VERSIONS + "WHERE v.subject = ? AND s.fingerprint = ? AND " + deleted.ofVersion(),
                VersionTable::subjectVersion,
                subject,
                fingerprint);
    }

    /** The subject's versions that are not deleted, ascending. */
    List<SubjectVersion> all(String subject) throws SQLException {
        return queries.select(
                VERSIONS + "WHERE v.subject = ? AND v.deleted_at IS NULL ORDER BY v.version",
                VersionTable::subjectVersion,
                subject);
    }

    /** The versions of all subjects that begin like this, sorted by subject and version. */
    List<SubjectVersion> withPrefix(String prefix, Deleted deleted, Page page) throws SQLException {
        return queries.select(
                VERSIONS + "WHERE starts_with(v.subject, ?) AND " + deleted.ofVersion() + BY_SUBJECT + PAGE,
                VersionTable::subjectVersion,
                prefix,
                page.offset(),
                page.limit());
    }

    /** Of each of these subjects the highest version. */
    List<SubjectVersion> latestWithPrefix(String prefix, Deleted deleted, Page page) throws SQLException {
        return queries.select(
                "SELECT DISTINCT ON (v.subject COLLATE \"C\") " + VERSION + "WHERE starts_with(v.subject, ?) AND "
                        + deleted.ofVersion() + BY_SUBJECT + "DESC" + PAGE,
                VersionTable::subjectVersion,
                prefix,
                page.offset(),
                page.limit());
    }

    /** The schema with this id, used or not. */
    Optional<RegisteredSchema> schema(int id) throws SQLException {
        return queries.first("SELECT " + SCHEMA + " FROM schemas s WHERE s.id = ?", row -> schema(row, 1), id);
    }

    /** Every version of any subject that is this schema, sorted by subject. */
    List<SubjectVersion> uses(int schemaId, Deleted deleted, Page page) throws SQLException {
        return queries.select(
                VERSIONS + "WHERE s.id = ? AND " + deleted.ofVersion() + BY_SUBJECT + PAGE,
                VersionTable::subjectVersion,
                schemaId,
                page.offset(),
                page.limit());
    }

    /** The greatest id there is; 0 when there is none. */
    int greatestId() throws SQLException {
        return queries.first("SELECT coalesce(max(id), 0) FROM schemas", row -> row.getInt(1))
                .orElse(0);
    }

    /** Ids of the schemas in use that refer to this version, ascending. */
    List<Integer> referrers(String subject, int version, Deleted deleted) throws SQLException {
        return referrersOutside("", subject, version, deleted);
    }

    /** The same, without those that only one subject uses. */
    List<Integer> referrersOutside(String user, String subject, int version, Deleted deleted) throws SQLException {
        return queries.select(
                """
                SELECT DISTINCT r.schema_id
                FROM schema_references r JOIN subject_versions v ON v.schema_id = r.schema_id
                WHERE r.subject = ? AND r.version = ? AND v.subject <> ? AND
                """
                        + deleted.ofVersion() + " ORDER BY r.schema_id",
                row -> row.getInt(1),
                subject,
                version,
                user);
    }

    private static SubjectVersion subjectVersion(ResultSet row) throws SQLException {
        return new SubjectVersion(row.getString(1), row.getInt(2), row.getBoolean(3), schema(row, 4));
    }

    private static RegisteredSchema schema(ResultSet row, int column) throws SQLException {
        return new RegisteredSchema(
                row.getInt(column),
                SchemaType.valueOf(row.getString(column + 1)),
                row.getString(column + 2),
                references(row.getArray(column + 3), row.getArray(column + 4), row.getArray(column + 5)));
    }

    private static List<SchemaReference> references(Array names, Array subjects, Array versions) throws SQLException {
        String[] name = (String[]) names.getArray();
        String[] subject = (String[]) subjects.getArray();
        Integer[] version = (Integer[]) versions.getArray();
        List<SchemaReference> references = new ArrayList<>();
        for (int i = 0; i < name.length; i++) {
            references.add(new SchemaReference(name[i], subject[i], version[i]));
        }
        return references;
    }
}
