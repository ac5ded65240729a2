package com.holded.pipeline.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException;
import com.holded.pipeline.storage.StoredObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of the built-in registry in object storage, from which a new database takes it over with all ids. Each version
 * of the registry is one object of its own that is never written over, so that no late writer can put an old one in the
 * place of a new one. The copy is made after the change has committed; until then the count of changes in the database
 * says that it is due. Thread-safe.
 */
public final class RegistryMirror {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryMirror.class);

    /** Key of the advisory lock ("mirror" in ASCII): one replica copies at a time. */
    private static final long LOCK = 0x6d6972726f72L;

    /** Older copies, for whoever wants to look back. */
    private static final int KEPT = 10;

    /** Ids and versions that were given, and not copied, before the database was lost are not given again. */
    private static final int GAP = 1_000;

    /** More copies than there ever are. */
    private static final int PAGE = 1_000;

    private static final List<String> TABLES =
            List.of("schemas", "schema_references", "subject_versions", "subject_config", "subject_modes");

    private static final String COPY =
            """
            SELECT json_build_object(
                'last_id', coalesce((SELECT last_value FROM pg_sequences WHERE schemaname = current_schema()
                                     AND sequencename = 'schemas_id_seq'), 0),
                'schemas', (SELECT coalesce(json_agg(t ORDER BY id), '[]') FROM schemas t),
                'schema_references',
                    (SELECT coalesce(json_agg(t ORDER BY schema_id, position), '[]') FROM schema_references t),
                'subject_versions',
                    (SELECT coalesce(json_agg(t ORDER BY subject, version), '[]') FROM subject_versions t),
                'subject_config', (SELECT coalesce(json_agg(t ORDER BY subject), '[]') FROM subject_config t),
                'subject_modes', (SELECT coalesce(json_agg(t ORDER BY subject), '[]') FROM subject_modes t))::text
            """;

    private final SchemaStore registry;
    private final ObjectStore store;

    public RegistryMirror(DataSource database, ObjectStore store) {
        this.registry = new SchemaStore(database);
        this.store = store;
    }

    /** Whether the registry may be changed. */
    static boolean isOpen(Connection connection) throws SQLException {
        return new Queries(connection)
                .first("SELECT open FROM registry_mirror", row -> row.getBoolean(1))
                .orElse(false);
    }

    /**
     * Opens a new registry, with what object storage holds of one that was lost. Does nothing to one that is open. Replicas
     * that start together wait for each other.
     *
     * @return schemas that were taken over
     * @throws com.holded.pipeline.storage.StorageException when object storage cannot be asked; the registry stays closed
     */
    public int open() {
        if (registry.read(RegistryMirror::isOpen)) {
            return 0;
        }
        Optional<Long> newest = newest();
        Optional<String> copy = newest.map(
                version -> new String(SegmentFormat.decompress(store.read(Keys.registryCopy(version))), UTF_8));
        int restored = registry.changeAlone(connection -> {
            if (isOpen(connection)) {
                return 0;
            }
            Queries queries = new Queries(connection);
            int schemas = copy.isPresent() ? restore(queries, copy.get()) : 0;
            queries.update(
                    "UPDATE registry_mirror SET open = true, version = version + ?",
                    newest.orElse(0L) + (newest.isPresent() ? GAP : 0));
            return schemas;
        });
        if (restored > 0) {
            LOG.warn("The schema registry was empty; {} schemas were taken over from object storage", restored);
        }
        return restored;
    }

    private static int restore(Queries queries, String copy) throws SQLException {
        int schemas = 0;
        for (String table : TABLES) {
            int rows = restore(queries, copy, table);
            schemas += table.equals("schemas") ? rows : 0;
        }
        queries.select(
                """
                SELECT setval(pg_get_serial_sequence('schemas', 'id'),
                              greatest((?::json->>'last_id')::bigint, (SELECT coalesce(max(id), 0) FROM schemas)) + ?)
                """,
                row -> true,
                copy,
                GAP);
        return schemas;
    }

    /** Columns that the copy does not have, since the version that made it had not, get their defaults. */
    private static int restore(Queries queries, String copy, String table) throws SQLException {
        String rows = "?::json->'" + table + "'";
        List<String> columns = queries.select(
                "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = '" + table
                        + "'::regclass AND attnum > 0 AND NOT attisdropped"
                        + " AND attname IN (SELECT json_object_keys(" + rows + "->0))",
                row -> row.getString(1),
                copy);
        if (columns.isEmpty()) {
            return 0;
        }
        String names = String.join(", ", columns);
        return queries.update(
                "INSERT INTO " + table + " (" + names + ") OVERRIDING SYSTEM VALUE SELECT " + names
                        + " FROM json_populate_recordset(NULL::" + table + ", " + rows + ")",
                copy);
    }

    /**
     * Copies the registry when it has changed since the last copy.
     *
     * @return whether a copy was made
     */
    public boolean copyChanges() {
        // Asked without a lock and a transaction, since nearly always there is nothing to do.
        boolean due = registry.read(connection -> new Queries(connection)
                .first("SELECT open AND version > mirrored FROM registry_mirror", row -> row.getBoolean(1))
                .orElse(false));
        return due && registry.consistently(this::copy);
    }

    private boolean copy(Connection connection) throws SQLException {
        Queries queries = new Queries(connection);
        boolean alone = queries.first("SELECT pg_try_advisory_xact_lock(?)", row -> row.getBoolean(1), LOCK)
                .orElse(false);
        if (!alone) {
            return false;
        }
        // Number and content are of one moment.
        long version = queries.first("SELECT version FROM registry_mirror", row -> row.getLong(1))
                .orElseThrow();
        String copy = queries.first(COPY, row -> row.getString(1)).orElseThrow();
        store.put(new NewObject(
                Keys.registryCopy(version), SegmentFormat.compress(copy.getBytes(UTF_8)), SegmentFormat.CONTENT_TYPE));
        registry.update("UPDATE registry_mirror SET mirrored = greatest(mirrored, ?)", version);
        deleteOld();
        return true;
    }

    private void deleteOld() {
        List<Long> there = versions();
        there.stream()
                .sorted()
                .limit(Math.max(0, there.size() - KEPT))
                .forEach(old -> store.delete(Keys.registryCopy(old)));
    }

    /**
     * Makes sure that the copy which the database believes in is there, and that no other counts as a later one: a copy may
     * be deleted by hand, and a database may come back from a backup that is older than its copies.
     */
    public void reconcile() {
        List<Long> there = versions();
        long newest = there.stream().mapToLong(Long::longValue).max().orElse(0);
        registry.update(
                """
                UPDATE registry_mirror SET version = greatest(version, ?) + 1
                WHERE open AND mirrored <> ?
                """,
                newest,
                newest);
    }

    private Optional<Long> newest() {
        return versions().stream().max(Long::compare);
    }

    private List<Long> versions() {
        try {
            return store.list(Keys.REGISTRY, "", PAGE).stream()
                    .map(StoredObject::key)
                    .map(Keys::registryVersion)
                    .filter(version -> version.isPresent())
                    .map(version -> version.getAsLong())
                    .toList();
        } catch (StorageException failure) {
            // The very first start makes bucket and tables side by side; a bucket that is not there yet holds nothing.
            if (failure.kind() == StorageException.Kind.NOT_FOUND) {
                return List.of();
            }
            throw failure;
        }
    }
}
