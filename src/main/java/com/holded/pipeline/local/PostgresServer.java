package com.holded.pipeline.local;

import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An embedded PostgreSQL 17 with everything on that durability needs, on loopback, with a password. Its data stay in
 * the directory it is given, through {@link #kill} and {@link #start} as well as {@link #close}.
 */
public final class PostgresServer implements AutoCloseable {
    /** Owner of the database. */
    public static final String USER = "holded";

    private static final String MAJOR_VERSION = "17";
    private static final String HOST = "127.0.0.1";
    /** A killed server's last workers hold its shared memory for a moment; until then a new one cannot start. */
    private static final Duration PATIENCE_AFTER_CRASH = Duration.ofSeconds(30);
    /** Recovery after a crash reads the log that was written since the last checkpoint: at most about this long. */
    private static final int START_SECONDS = 300;

    private final Path directory;
    private final int port;
    private final String database;
    private final Secret password;
    private final Path log;
    private final PostgresPrograms programs;

    /**
     * A server that is not started yet.
     *
     * @param directory its data; made at the first start
     * @param log file that the server's log is appended to
     */
    public PostgresServer(Path directory, int port, String database, Secret password, Path log) {
        this.directory = directory.toAbsolutePath().normalize();
        this.port = port;
        this.database = database;
        this.password = password;
        this.log = log.toAbsolutePath().normalize();
        this.programs = new PostgresPrograms(this.log);
    }

    /**
     * Starts it, and returns when it takes connections and the database exists. A server that a killed platform left
     * behind on the same data is stopped first.
     *
     * @throws LocalProblem when it cannot start
     */
    public void start() {
        close();
        Ports.requireFree(port, "PostgreSQL", "--postgres-port");
        if (Files.exists(directory.resolve("PG_VERSION"))) {
            requireSameVersion();
        } else {
            initialise();
        }
        startServer();
        createDatabase();
    }

    /** Address, and the database's own connection settings by their environment names. */
    public Map<String, String> environment() {
        return Map.of(
                Setting.POSTGRES_HOST.name(), HOST,
                Setting.POSTGRES_PORT.name(), Integer.toString(port),
                Setting.POSTGRES_USER.name(), USER,
                Setting.POSTGRES_PASSWORD.name(), password.reveal(),
                Setting.POSTGRES_DATABASE.name(), database);
    }

    /** Port on loopback. */
    public int port() {
        return port;
    }

    /** A new connection to the product's database. */
    public Connection connect() throws SQLException {
        return connect(database);
    }

    /** The main server process; empty when it does not run. */
    public Optional<ProcessHandle> process() {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("postmaster.pid"));
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(this::isOurs);
        } catch (NoSuchFileException stopped) {
            return Optional.empty();
        } catch (IOException | NumberFormatException unreadable) {
            throw new LocalProblem("Cannot read " + directory.resolve("postmaster.pid"), unreadable);
        }
    }

    /** SIGKILL of the main process: what a crash looks like. Returns when it is gone; {@link #start} brings it back. */
    public void kill() {
        process().ifPresent(process -> {
            process.destroyForcibly();
            if (!Child.ended(process, Duration.ofSeconds(30))) {
                throw new LocalProblem("PostgreSQL, process " + process.pid() + ", does not die");
            }
        });
    }

    /** Stops it in order: open transactions are rolled back, all data are on disk. */
    @Override
    public void close() {
        if (process().isPresent()) {
            stop();
        }
    }

    private Connection connect(String name) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {HOST});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(name);
        source.setUser(USER);
        source.setPassword(password.reveal());
        return source.getConnection();
    }

    /** A pid file outlives a crash of the machine, and by then the pid may be anybody's. */
    private boolean isOurs(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(directory.toString());
    }

    private void requireSameVersion() {
        try {
            String version = Files.readString(directory.resolve("PG_VERSION")).strip();
            if (!version.equals(MAJOR_VERSION)) {
                throw new LocalProblem("The data in " + directory + " are of PostgreSQL " + version + ", this is "
                        + MAJOR_VERSION + ". Dump them with that version, or choose another folder with --data");
            }
        } catch (IOException unreadable) {
            throw new LocalProblem("Cannot read " + directory + " (" + unreadable.getMessage() + ")", unreadable);
        }
    }

    /** Made beside and renamed, so that a half-made cluster is never taken for a whole one. */
    private void initialise() {
        Path made = directory.resolveSibling(directory.getFileName() + ".new");
        Path passwordFile = directory.resolveSibling(directory.getFileName() + ".password");
        try {
            Folders.makeFor(directory);
            Folders.delete(made);
            Files.deleteIfExists(passwordFile);
            Files.createFile(
                    passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passwordFile, password.reveal() + "\n");
            // The built-in locale sorts the same on every system; checksums find what a disk broke.
            programs.run(
                    "initdb",
                    "-D",
                    made.toString(),
                    "-U",
                    USER,
                    "-A",
                    "scram-sha-256",
                    "--pwfile=" + passwordFile,
                    "-E",
                    "UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--data-checksums",
                    "--no-instructions");
            Folders.delete(directory);
            Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new LocalProblem(
                    "Cannot set up PostgreSQL in " + directory + " (" + failed.getMessage() + ")", failed);
        } finally {
            try {
                Files.deleteIfExists(passwordFile);
            } catch (IOException kept) {
                // It is readable by its owner alone, as credentials.properties is.
            }
        }
    }

    private void startServer() {
        String options = String.join(
                " ",
                "-c listen_addresses=" + HOST,
                "-c port=" + port,
                "-c unix_socket_directories=",
                // Said aloud, since embedded servers are often run without.
                "-c fsync=on",
                "-c synchronous_commit=on",
                "-c full_page_writes=on",
                "-c shared_buffers=256MB",
                "-c max_wal_size=2GB",
                "-c timezone=UTC",
                "-c log_timezone=UTC");
        long deadline = System.nanoTime() + PATIENCE_AFTER_CRASH.toNanos();
        while (true) {
            try {
                programs.run(
                        "pg_ctl",
                        "start",
                        "-w",
                        "-t",
                        Integer.toString(START_SECONDS),
                        "-D",
                        directory.toString(),
                        "-l",
                        log.toString(),
                        "-o",
                        options);
                return;
            } catch (IOException failed) {
                if (System.nanoTime() > deadline || !lastLines().contains("shared memory block")) {
                    throw new LocalProblem(
                            "PostgreSQL does not start. Its log says why: " + log + "\n" + lastLines(), failed);
                }
                pause();
            }
        }
    }

    private void stop() {
        try {
            programs.run("pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", directory.toString());
        } catch (IOException hangs) {
            kill();
        }
    }

    private void createDatabase() {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery(
                    "SELECT 1 FROM pg_database WHERE datname = " + statement.enquoteLiteral(database))) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(database, true));
        } catch (SQLException failed) {
            close();
            throw new LocalProblem(
                    "PostgreSQL runs, but the database " + database + " cannot be reached (" + failed.getMessage()
                            + ")",
                    failed);
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException none) {
            return "";
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalProblem("Interrupted while PostgreSQL started", interrupted);
        }
    }
}
