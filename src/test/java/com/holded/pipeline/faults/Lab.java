package com.holded.pipeline.faults;

import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.local.Ports;
import com.holded.pipeline.local.PostgresServer;
import com.holded.pipeline.local.S3Server;
import com.holded.pipeline.platform.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One PostgreSQL and one S3 server, as the local platform runs them, for all fault tests of a JVM; each test has a
 * database and a bucket of its own in them. A test that kills a server starts it again.
 *
 * <p>Use: {@code @ExtendWith(Lab.Shared.class)} and a parameter of this type.
 */
final class Lab implements AutoCloseable {
    /** Name of the database that has all tables and no row. */
    static final String TEMPLATE = "migrated";

    private static final Duration LONGEST_RUN = Duration.ofMinutes(3);
    private static final Secret PASSWORD = new Secret("faults-database-password");
    private static final Secret ACCESS_KEY = new Secret("faults-access-key");
    private static final Secret SECRET_KEY = new Secret("faults-secret-key");

    private final Path folder = folder();
    private final PostgresServer postgres;
    private final S3Server s3;
    private final AtomicInteger beds = new AtomicInteger();
    private final FastStart fastStart;

    private Lab() {
        this.postgres = new PostgresServer(
                folder.resolve("postgres"), Ports.free(), TEMPLATE, PASSWORD, folder.resolve("postgres.log"));
        this.s3 = new S3Server(
                folder.resolve("s3"),
                Ports.free(),
                ACCESS_KEY,
                SECRET_KEY,
                folder.resolve("run"),
                folder.resolve("s3.log"));
        postgres.start();
        s3.start();
        makeLoginsCheap();
        Database.migrate(source(TEMPLATE));
        try {
            this.fastStart = FastStart.of(folder.getParent());
            fastStart.make(this::archive);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Else a child that lives for two seconds spends a good part of them on the 4096 rounds of each connection. */
    private void makeLoginsCheap() {
        try (Connection connection = source("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET scram_iterations = 1");
            statement.execute("ALTER ROLE " + statement.enquoteIdentifier(PostgresServer.USER, true) + " PASSWORD "
                    + statement.enquoteLiteral(PASSWORD.reveal()));
        } catch (SQLException failed) {
            throw new AssertionError("cannot change the password", failed);
        }
    }

    /** One child of each kind works a little and ends well, so that the JVM archives what it has loaded. */
    private void archive() {
        try (Bed bed = bed("archive")) {
            CollectorChild collector =
                    CollectorChild.of(bed.collector().option(fastStart.archiving(CollectorMain.class.getName())));
            try (Senders senders = new Senders(bed.folder(), 1, () -> collector)) {
                senders.send(3);
            }
            collector.child().end();
            bed.pipeline()
                    .option(fastStart.archiving(PipelineMain.class.getName()))
                    .now()
                    .awaitExit(LONGEST_RUN);
        } catch (Exception failed) {
            throw new AssertionError("the parts do not work without any fault", failed);
        }
    }

    FastStart fastStart() {
        return fastStart;
    }

    /** A database with all tables, an empty bucket, and a folder. */
    Bed bed(String name) {
        return bed(name, TEMPLATE);
    }

    /** The same, with a database that has no table. */
    Bed emptyBed(String name) {
        return bed(name, "template1");
    }

    private Bed bed(String name, String template) {
        String unique = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "-" + beds.incrementAndGet();
        try (Connection connection = source("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE \"" + unique + "\" TEMPLATE " + template);
            return new Bed(this, unique, Files.createDirectories(folder.resolve(unique)));
        } catch (SQLException failed) {
            throw new AssertionError("cannot make a database", failed);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The bed's database is lost, and an empty one is in its place. */
    void loseDatabase(Bed bed) {
        try (Connection connection = source("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE \"" + bed.name() + "\" WITH (FORCE)");
            statement.execute("CREATE DATABASE \"" + bed.name() + "\"");
        } catch (SQLException failed) {
            throw new AssertionError("cannot replace a database", failed);
        }
    }

    PostgresServer postgres() {
        return postgres;
    }

    /** A PostgreSQL that this bed has for itself, not started yet. */
    PostgresServer postgres(Bed bed) {
        return new PostgresServer(
                bed.folder().resolve("postgres"),
                Ports.free(),
                bed.name(),
                PASSWORD,
                bed.folder().resolve("postgres.log"));
    }

    S3Server s3() {
        return s3;
    }

    /** Connections to a database, past the product. */
    PGSimpleDataSource source(String database) {
        return source(postgres, database);
    }

    /** The same on another server. */
    static PGSimpleDataSource source(PostgresServer postgres, String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {postgres.port()});
        source.setDatabaseName(database);
        source.setUser(PostgresServer.USER);
        source.setPassword(PASSWORD.reveal());
        return source;
    }

    /** Below target/, so that the histories and logs of a failed build are found. */
    private static Path folder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "faults-")
                    .toAbsolutePath();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        s3.close();
        postgres.close();
    }

    /** Gives tests the one lab. */
    static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == Lab.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            // Of the session, which lasts as long as the JVM: with several of them each class is a run by itself.
            return test.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(Lab.class, key -> new Lab(), Lab.class);
        }
    }
}
