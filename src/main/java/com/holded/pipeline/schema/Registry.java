package com.holded.pipeline.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What the built-in registry tells its callers. Each method throws a {@link RegistryException} that says what is wrong
 * with the request, or STORE when PostgreSQL fails.
 */
final class Registry {
    /** A schema may be a megabyte, so that of these fewer fit an answer. */
    private static final int MOST_SCHEMAS = 1_000;

    private final SchemaStore store;

    Registry(SchemaStore store) {
        this.store = store;
    }

    /** The names of the subjects that begin like this, sorted. */
    List<String> subjects(String prefix, Deleted deleted, Page page) {
        return store.read(
                connection -> new VersionTable(connection).subjects(SubjectName.prefix(prefix), deleted, page));
    }

    /** The numbers of the subject's versions, ascending. */
    List<Integer> versions(String name, Deleted deleted, Page page) {
        String subject = SubjectName.of(name);
        return store.read(connection -> {
            VersionTable table = new VersionTable(connection);
            if (!table.hasSubject(subject, deleted == Deleted.HIDDEN ? deleted : Deleted.SHOWN)) {
                throw RegistryException.subjectNotFound(name);
            }
            return table.versions(subject, deleted, page);
        });
    }

    SubjectVersion version(String name, String version, Deleted deleted) {
        VersionId id = VersionId.parse(version);
        return store.read(connection -> find(connection, SubjectName.of(name), id, deleted));
    }

    /** The version; SUBJECT_NOT_FOUND or VERSION_NOT_FOUND when there is none. */
    static SubjectVersion find(Connection connection, String subject, VersionId id, Deleted deleted)
            throws SQLException {
        VersionTable table = new VersionTable(connection);
        Optional<SubjectVersion> found =
                id.isLatest() ? table.latest(subject) : table.version(subject, id.number(), deleted);
        if (found.isEmpty()) {
            throw table.hasSubject(subject, deleted)
                    ? RegistryException.versionNotFound(id.toString())
                    : RegistryException.subjectNotFound(subject);
        }
        return found.get();
    }

    /** Ids of the schemas that refer to this version, ascending. */
    List<Integer> referrers(String name, String version, Deleted deleted) {
        VersionId id = VersionId.parse(version);
        return store.read(connection -> {
            SubjectVersion target = find(connection, SubjectName.of(name), id, Deleted.SHOWN);
            return new VersionTable(connection).referrers(target.subject(), target.version(), deleted);
        });
    }

    /** The schema with this id, which some version is, if only one that is deleted softly. */
    RegisteredSchema schema(String id, String subject) {
        return uses(id, subject, Deleted.SHOWN, new Page(0, 1)).get(0).schema();
    }

    /** The versions that this schema is; none when it is used nowhere but was once. */
    List<SubjectVersion> uses(String id, String name, Deleted deleted, Page page) {
        int number = number(id);
        String subject = SubjectName.prefix(name);
        return store.read(connection -> {
            VersionTable table = new VersionTable(connection);
            List<SubjectVersion> all = table.uses(number, Deleted.SHOWN, Page.ALL).stream()
                    .filter(use -> subject.isEmpty() || use.subject().equals(subject))
                    .toList();
            if (all.isEmpty()) {
                throw RegistryException.schemaNotFound(id);
            }
            return all.stream()
                    .filter(use -> deleted == Deleted.SHOWN || !use.deleted())
                    .skip(page.offset())
                    .limit(page.limit())
                    .toList();
        });
    }

    /** The greatest id of all schemas. */
    int greatestId() {
        return store.read(connection -> new VersionTable(connection).greatestId());
    }

    /** The versions of the subjects that begin like this, sorted by subject and version. */
    List<SubjectVersion> schemas(String prefix, Deleted deleted, boolean latestOnly, Page asked) {
        String subject = SubjectName.prefix(prefix);
        Page page = new Page(asked.offset(), Math.min(asked.limit(), MOST_SCHEMAS));
        return store.read(connection -> {
            VersionTable table = new VersionTable(connection);
            return latestOnly
                    ? table.latestWithPrefix(subject, deleted, page)
                    : table.withPrefix(subject, deleted, page);
        });
    }

    private static int number(String id) {
        try {
            return Integer.parseInt(id);
        } catch (NumberFormatException noId) {
            throw RegistryException.schemaNotFound(id);
        }
    }
}
