package com.holded.pipeline.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Deletes versions and subjects: softly first, and then for good. Schemas stay, since events name them. */
final class Deletions {
    private final SchemaStore store;

    Deletions(SchemaStore store) {
        this.store = store;
    }

    /**
     * Deletes one version; its number.
     *
     * @throws RegistryException SUBJECT_NOT_FOUND, VERSION_NOT_FOUND, VERSION_SOFT_DELETED, VERSION_NOT_SOFT_DELETED,
     *     REFERENCE_EXISTS, OPERATION_NOT_PERMITTED
     */
    int version(String name, String version, boolean permanent) {
        String subject = SubjectName.of(name);
        VersionId id = VersionId.parse(version);
        return store.change(connection -> {
            SubjectVersion found = Registry.find(connection, subject, id, Deleted.SHOWN);
            requireWritable(connection, subject);
            if (!permanent && found.deleted()) {
                throw new RegistryException(
                        RegistryError.VERSION_SOFT_DELETED,
                        "Subject '" + subject + "' Version " + id
                                + " was soft deleted.Set permanent=true to delete permanently");
            }
            refuseReferred(connection, "", found.subject(), found.version(), permanent);
            if (permanent && !found.deleted()) {
                throw new RegistryException(
                        RegistryError.VERSION_NOT_SOFT_DELETED,
                        "Subject '" + subject + "' Version " + found.version()
                                + " was not deleted first before being permanently deleted");
            }
            delete(connection, subject, found.version(), permanent);
            return found.version();
        });
    }

    /**
     * Deletes all versions of a subject; their numbers, ascending.
     *
     * @throws RegistryException SUBJECT_NOT_FOUND, SUBJECT_SOFT_DELETED, SUBJECT_NOT_SOFT_DELETED, REFERENCE_EXISTS,
     *     OPERATION_NOT_PERMITTED
     */
    List<Integer> subject(String name, boolean permanent) {
        String subject = SubjectName.of(name);
        return store.change(connection -> {
            VersionTable table = new VersionTable(connection);
            if (!table.hasSubject(subject, Deleted.SHOWN)) {
                throw RegistryException.subjectNotFound(name);
            }
            boolean live = table.hasSubject(subject, Deleted.HIDDEN);
            if (!permanent && !live) {
                throw new RegistryException(
                        RegistryError.SUBJECT_SOFT_DELETED,
                        "Subject '" + subject + "' was soft deleted.Set permanent=true to delete permanently");
            }
            requireWritable(connection, subject);
            List<Integer> versions = table.versions(subject, permanent ? Deleted.SHOWN : Deleted.HIDDEN, Page.ALL);
            for (int version : versions) {
                refuseReferred(connection, subject, subject, version, permanent);
            }
            if (permanent && live) {
                throw new RegistryException(
                        RegistryError.SUBJECT_NOT_SOFT_DELETED,
                        "Subject '" + subject + "' was not deleted first before being permanently deleted");
            }
            for (int version : versions) {
                delete(connection, subject, version, permanent);
            }
            return versions;
        });
    }

    private static void requireWritable(Connection connection, String subject) throws SQLException {
        RegistryConfig.requireWritable(new ConfigTable(connection).modeInScope(subject), subject);
    }

    /** What is deleted softly can be shown again, and so forbids only what cannot be undone. */
    private static void refuseReferred(
            Connection connection, String user, String subject, int version, boolean permanent) throws SQLException {
        Deleted referrers = permanent ? Deleted.SHOWN : Deleted.HIDDEN;
        if (!new VersionTable(connection)
                .referrersOutside(user, subject, version, referrers)
                .isEmpty()) {
            throw new RegistryException(
                    RegistryError.REFERENCE_EXISTS,
                    "One or more references exist to the schema {subject=" + subject + ",version=" + version + "}.");
        }
    }

    private static void delete(Connection connection, String subject, int version, boolean permanent)
            throws SQLException {
        VersionChanges changes = new VersionChanges(connection);
        if (permanent) {
            changes.remove(subject, version);
        } else {
            changes.hide(subject, version);
        }
    }
}
