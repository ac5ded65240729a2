package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the built-in registry. Any replica may write: changes wait for each other on one advisory lock, so that
 * what one has looked at is still so when it commits. Registrations are rare; readers wait for nothing.
 */
final class SchemaStore implements SchemaSource {
    /** PostgreSQL's channel on which each change is told. */
    static final String CHANNEL = "schema_registry";

    /** Key of the advisory lock ("schemas" in ASCII), so that it meets no other room's. */
    private static final long LOCK = 0x736368656d6173L;

    /** The longest that a change waits for others. */
    private static final String PATIENCE = "10s";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final DataSource database;
    private final @Nullable String refusal;

    SchemaStore(DataSource database) {
        this(database, null);
    }

    private SchemaStore(DataSource database, @Nullable String refusal) {
        this.database = database;
        this.refusal = refusal;
    }

    /** For callers of the REST interface; refuses all of them when another registry is configured. */
    static SchemaStore forCallers(Settings.Registry configured, DataSource database) {
        return configured instanceof Settings.Registry.External external
                ? new SchemaStore(database, "This service uses the schema registry at " + external.url())
                : new SchemaStore(database);
    }

    /** Work with a connection; it neither commits nor closes it. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** What the tables say now. */
    <T> T read(Work<T> work) {
        refuseWhenElsewhere();
        try (Connection connection = database.getConnection()) {
            return work.run(connection);
        } catch (SQLException failed) {
            throw failure(failed);
        }
    }

    /** Changes the tables, alone, in one transaction; the other replicas are told when it commits. */
    <T> T change(Work<T> work) {
        refuseWhenElsewhere();
        return changeAlone(connection -> {
            requireOpen(connection);
            return work.run(connection);
        });
    }

    /** The same, also before the registry is open. */
    <T> T changeAlone(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            try {
                Queries queries = new Queries(connection);
                queries.update("SET LOCAL lock_timeout = '" + PATIENCE + "'");
                queries.select("SELECT pg_advisory_xact_lock(?)", row -> true, LOCK);
                T result = work.run(connection);
                queries.select("SELECT pg_notify(?, '')", row -> true, CHANNEL);
                connection.commit();
                return result;
            } finally {
                // After the commit there is nothing left to roll back.
                connection.rollback();
            }
        } catch (SQLException failed) {
            throw failure(failed);
        }
    }

    /** What the tables say at one moment; of what is written, only locks and nothing else outlives it. */
    <T> T consistently(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try {
                return work.run(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
        } catch (SQLException failed) {
            throw failure(failed);
        }
    }

    /** One statement by itself. */
    int update(String sql, Object... parameters) {
        try (Connection connection = database.getConnection()) {
            return new Queries(connection).update(sql, parameters);
        } catch (SQLException failed) {
            throw failure(failed);
        }
    }

    /** Before its copy was looked for, an id that is given may be one that events name already. */
    private static void requireOpen(Connection connection) throws SQLException {
        if (!RegistryMirror.isOpen(connection)) {
            throw new RegistryException(
                    RegistryError.STORE, "The registry is not open yet: object storage may hold a copy of it");
        }
    }

    private void refuseWhenElsewhere() {
        if (refusal != null) {
            throw new RegistryException(RegistryError.NOT_HERE, refusal);
        }
    }

    @Override
    public Set<String> subjects() {
        return new LinkedHashSet<>(
                read(connection -> new VersionTable(connection).subjects("", Deleted.HIDDEN, Page.ALL)));
    }

    @Override
    public Map<String, Integer> latestIds(Collection<String> subjects) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        read(connection -> new Queries(connection)
                .select(
                        """
                        SELECT DISTINCT ON (subject) subject, schema_id FROM subject_versions
                        WHERE subject = ANY (?) AND deleted_at IS NULL ORDER BY subject, version DESC
                        """,
                        row -> ids.put(row.getString(1), row.getInt(2)),
                        (Object) subjects.toArray(String[]::new)));
        return ids;
    }

    @Override
    public Optional<RegisteredSchema> byId(int id) {
        return read(connection -> {
            Optional<RegisteredSchema> schema = new VersionTable(connection).schema(id);
            if (schema.isEmpty()) {
                // It may be one that is taken over in a moment; no event is judged by another for it.
                requireOpen(connection);
            }
            return schema;
        });
    }

    @Override
    public Optional<Integer> idOf(String subject, String version) {
        VersionId wanted = VersionId.parse(version);
        return read(connection -> {
                    VersionTable versions = new VersionTable(connection);
                    return wanted.isLatest()
                            ? versions.latest(subject)
                            : versions.version(subject, wanted.number(), Deleted.HIDDEN);
                })
                .map(found -> found.schema().id());
    }

    @Override
    public Map<String, Integer> uses(int id) {
        Map<String, Integer> uses = new LinkedHashMap<>();
        read(connection -> new VersionTable(connection).uses(id, Deleted.HIDDEN, Page.ALL))
                .forEach(use -> uses.put(use.subject(), use.version()));
        return uses;
    }

    @Override
    public Optional<RegisteredSchema> version(String subject, int version) {
        return read(connection -> new VersionTable(connection).version(subject, version, Deleted.SHOWN))
                .map(SubjectVersion::schema);
    }

    @Override
    public void registerIfAbsent(String subject, NewSchema schema) {
        if (!isKnown(subject)) {
            change(connection -> {
                VersionChanges changes = new VersionChanges(connection);
                return isKnown(connection, subject)
                        ? 0
                        : changes.addVersion(subject, 0, changes.schemaId(schema, List.of()));
            });
        }
    }

    private boolean isKnown(String subject) {
        return read(connection -> isKnown(connection, subject));
    }

    /** A subject that was deleted is not absent: somebody does not want it. */
    private static boolean isKnown(Connection connection, String subject) throws SQLException {
        return new VersionTable(connection).hasSubject(subject, Deleted.SHOWN);
    }

    @Override
    public AutoCloseable follow(Runnable onChange) {
        ChangeListener listener = new ChangeListener(database, onChange);
        listener.start();
        return listener;
    }

    /** What a caller is told when PostgreSQL fails. */
    static RegistryException failure(SQLException cause) {
        return LOCK_NOT_AVAILABLE.equals(cause.getSQLState())
                ? new RegistryException(RegistryError.TIMEOUT, "Other changes of the registry took too long", cause)
                : new RegistryException(RegistryError.STORE, "Error in the backend data store", cause);
    }
}
