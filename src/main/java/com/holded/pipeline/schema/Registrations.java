package com.holded.pipeline.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** New versions, and whether a schema is or could be one. */
final class Registrations {
    private final SchemaStore store;

    Registrations(SchemaStore store) {
        this.store = store;
    }

    /**
     * Registers a schema as the next version of a subject; the id of the schema, which is the same for the same schema.
     *
     * @throws RegistryException INVALID_SUBJECT, OPERATION_NOT_PERMITTED, INVALID_SCHEMA, INCOMPATIBLE_SCHEMA,
     *     ID_DOES_NOT_MATCH
     */
    int register(String name, SchemaRequest request, boolean normalize) {
        String subject = SubjectName.valid(name);
        // Nearly always it is there already: a producer asks at each of its starts. That needs no lock.
        return store.read(connection -> known(connection, subject, request, normalize))
                .orElseGet(() -> store.change(connection -> {
                    Optional<Integer> meanwhile = known(connection, subject, request, normalize);
                    return meanwhile.isPresent() ? meanwhile.get() : add(connection, subject, request, normalize);
                }));
    }

    private static Optional<Integer> known(
            Connection connection, String subject, SchemaRequest request, boolean normalize) throws SQLException {
        requireMode(connection, subject, request);
        if (request.id() > 0 || request.version() > 0) {
            return Optional.empty();
        }
        return new VersionTable(connection)
                .find(
                        subject,
                        candidate(connection, subject, request, normalize).fingerprint(),
                        Deleted.HIDDEN)
                .map(found -> found.schema().id());
    }

    private static void requireMode(Connection connection, String subject, SchemaRequest request) throws SQLException {
        Mode mode = new ConfigTable(connection).modeInScope(subject);
        RegistryConfig.requireWritable(mode, subject);
        if (request.id() > 0 && mode != Mode.IMPORT) {
            throw RegistryException.notPermitted(subject, "is not in import mode");
        }
        if (request.id() == 0 && mode != Mode.READWRITE) {
            throw RegistryException.notPermitted(subject, "is not in read-write mode");
        }
    }

    private static Candidate candidate(Connection connection, String subject, SchemaRequest request, boolean normalize)
            throws SQLException {
        boolean normalised =
                normalize || new ConfigTable(connection).configInScope(subject).normalizes();
        ParsedSchema schema = new StoredSchemas(connection).parse(request);
        return Candidate.of(connection, normalised ? schema.normalised() : schema);
    }

    private static int add(Connection connection, String subject, SchemaRequest request, boolean normalize)
            throws SQLException {
        Candidate candidate = candidate(connection, subject, request, normalize);
        if (request.id() > 0) {
            return new Import(connection, subject, request).run(candidate);
        }
        VersionTable table = new VersionTable(connection);
        List<Integer> versions = table.versions(subject, Deleted.SHOWN, Page.ALL);
        int next = versions.isEmpty() ? 1 : versions.get(versions.size() - 1) + 1;
        if (request.version() > 0 && request.version() != next) {
            throw RegistryException.invalidSchema("Version is not one more than previous version");
        }
        List<Incompatibility> reasons = incompatibilities(connection, subject, candidate.schema(), table.all(subject));
        if (!reasons.isEmpty()) {
            throw new RegistryException(
                    RegistryError.INCOMPATIBLE_SCHEMA,
                    "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                            + "\", details: " + messages(reasons));
        }
        VersionChanges changes = new VersionChanges(connection);
        int id = changes.schemaId(candidate.toStore(), candidate.targets());
        Optional<SubjectVersion> hidden = table.find(subject, candidate.fingerprint(), Deleted.ALONE);
        if (hidden.isPresent() && isReferred(table, hidden.get())) {
            // Its number cannot change: somebody, if only somebody deleted softly, refers to it.
            changes.restore(subject, hidden.get().version());
        } else {
            changes.addVersion(subject, next, id);
        }
        return id;
    }

    private static boolean isReferred(VersionTable table, SubjectVersion version) throws SQLException {
        return !table.referrers(version.subject(), version.version(), Deleted.SHOWN)
                .isEmpty();
    }

    /**
     * The version of the subject that is this schema.
     *
     * @throws RegistryException SUBJECT_NOT_FOUND, SCHEMA_NOT_FOUND, INVALID_SCHEMA
     */
    SubjectVersion lookUp(String name, SchemaRequest request, boolean normalize, Deleted deleted) {
        String subject = SubjectName.of(name);
        return store.read(connection -> {
            VersionTable table = new VersionTable(connection);
            if (!table.hasSubject(subject, deleted)) {
                throw RegistryException.subjectNotFound(name);
            }
            String fingerprint =
                    candidate(connection, subject, request, normalize).fingerprint();
            return table.find(subject, fingerprint, deleted)
                    .orElseThrow(() -> new RegistryException(RegistryError.SCHEMA_NOT_FOUND, "Schema not found"));
        });
    }

    /**
     * Why a schema could not be the next version under the level of the subject; empty when it could.
     *
     * @throws RegistryException VERSION_NOT_FOUND, INVALID_VERSION, INVALID_SCHEMA
     */
    List<String> check(String name, SchemaRequest request, boolean normalize) {
        String subject = SubjectName.of(name);
        return store.read(connection -> {
            ParsedSchema schema =
                    candidate(connection, subject, request, normalize).schema();
            return messages(incompatibilities(connection, subject, schema, new VersionTable(connection).all(subject)));
        });
    }

    /** The same, held against one version alone. */
    List<String> check(String name, String version, SchemaRequest request, boolean normalize) {
        String subject = SubjectName.of(name);
        VersionId id = VersionId.parse(version);
        return store.read(connection -> {
            VersionTable table = new VersionTable(connection);
            Optional<SubjectVersion> earlier =
                    id.isLatest() ? table.latest(subject) : table.version(subject, id.number(), Deleted.HIDDEN);
            if (earlier.isEmpty() && !id.isLatest()) {
                throw RegistryException.versionNotFound(id.toString());
            }
            ParsedSchema schema =
                    candidate(connection, subject, request, normalize).schema();
            return messages(incompatibilities(
                    connection, subject, schema, earlier.stream().toList()));
        });
    }

    private static List<Incompatibility> incompatibilities(
            Connection connection, String subject, ParsedSchema candidate, List<SubjectVersion> oldestFirst)
            throws SQLException {
        CompatibilityLevel level =
                new ConfigTable(connection).configInScope(subject).level();
        StoredSchemas stored = new StoredSchemas(connection);
        List<EarlierVersion> earlier = new ArrayList<>();
        for (SubjectVersion version : asked(level, oldestFirst)) {
            earlier.add(new EarlierVersion(version.version(), stored.parse(version.schema())));
        }
        return level.check(candidate, earlier);
    }

    /** Only what is compared is read: a subject may have very many versions. */
    private static List<SubjectVersion> asked(CompatibilityLevel level, List<SubjectVersion> oldestFirst) {
        return switch (level) {
            case NONE -> List.of();
            case BACKWARD, FORWARD, FULL ->
                oldestFirst.subList(Math.max(0, oldestFirst.size() - 1), oldestFirst.size());
            case BACKWARD_TRANSITIVE, FORWARD_TRANSITIVE, FULL_TRANSITIVE -> oldestFirst;
        };
    }

    private static List<String> messages(List<Incompatibility> reasons) {
        return reasons.stream().map(Incompatibility::message).toList();
    }
}
