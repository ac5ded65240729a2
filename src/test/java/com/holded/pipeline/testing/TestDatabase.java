package com.holded.pipeline.testing;

import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.platform.Settings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A real PostgreSQL of its own, migrated, for one test class. */
public final class TestDatabase implements AutoCloseable {
    private final EmbeddedPostgres server;

    private TestDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts a server and brings its schema up to date. */
    public static TestDatabase start() {
        try {
            TestDatabase database = new TestDatabase(EmbeddedPostgres.start());
            Database.migrate(database.dataSource());
            // There is no object storage that could hold a registry to be taken over.
            database.sql().execute("UPDATE registry_mirror SET open = true");
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections to its database. */
    public DataSource dataSource() {
        return server.getPostgresDatabase();
    }

    /** How another process reaches it, by the product's environment names. */
    public Map<String, String> environment() {
        return Map.of(
                Setting.POSTGRES_HOST.name(), "127.0.0.1",
                Setting.POSTGRES_PORT.name(), Integer.toString(server.getPort()),
                Setting.POSTGRES_DATABASE.name(), "postgres",
                Setting.POSTGRES_USER.name(), "postgres",
                // It trusts everybody on this machine, and asks for none.
                Setting.POSTGRES_PASSWORD.name(), "none");
    }

    /** How it is reached. */
    public Settings.Database settings() {
        return new Settings.Database("127.0.0.1", server.getPort(), "postgres", new Secret("postgres"), "postgres", 4);
    }

    /** The server and all its processes, each of which serves one connection. */
    public List<ProcessHandle> processes() {
        // Not by way of the backend that is asked: it ends with its connection, and may be gone.
        long pid = Long.parseLong(sql().rows("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")
                .get(0));
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    /** Asks it. */
    public Sql sql() {
        return new Sql(() -> dataSource().getConnection());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
