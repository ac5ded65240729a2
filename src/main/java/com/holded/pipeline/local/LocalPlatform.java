package com.holded.pipeline.local;

import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.platform.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The whole product on this machine: PostgreSQL, an S3 server, and Payara Micro with the WAR. PostgreSQL or the S3
 * server is left out when the environment names an external one ({@code POSTGRES_HOST}, {@code MINIO_ENDPOINT}). Data
 * stay between starts; each part can be killed and started again for itself.
 */
public final class LocalPlatform implements AutoCloseable {
    /** Its {@link Setting#JOB_SCHEDULE}: a look every second costs nothing on one's own disk, as it does in the cloud. */
    public static final String SCHEDULE = "PT1S";

    private final Options options;
    private final Credentials credentials;
    private final Optional<PostgresServer> postgres;
    private final Optional<S3Server> s3;
    private final Map<String, String> environment;
    private final PayaraServer payara;
    private final RunningPlatform.Lock lock;
    private final ReentrantLock life = new ReentrantLock();
    private volatile boolean starting;
    private volatile boolean closed;

    private LocalPlatform(Options options, RunningPlatform.Lock lock) {
        this.options = options;
        this.lock = lock;
        Path data = options.dataDirectory().toAbsolutePath().normalize();
        Path run = RunningPlatform.runFolder(data);
        Path logs = data.resolve("logs");
        this.credentials = Credentials.keptIn(data);
        this.postgres = isSet(Setting.POSTGRES_HOST)
                ? Optional.empty()
                : Optional.of(new PostgresServer(
                        data.resolve("postgres"),
                        options.postgresPort(),
                        options.environment()
                                .getOrDefault(
                                        Setting.POSTGRES_DATABASE.name(),
                                        Setting.POSTGRES_DATABASE.defaultValue().orElseThrow()),
                        credentials.postgresPassword(),
                        logs.resolve("postgres.log")));
        this.s3 = isSet(Setting.MINIO_ENDPOINT)
                ? Optional.empty()
                : Optional.of(new S3Server(
                        data.resolve("s3"),
                        options.s3Port(),
                        credentials.s3AccessKey(),
                        credentials.s3SecretKey(),
                        run,
                        logs.resolve("s3.log")));
        this.environment = Map.copyOf(environment());
        this.payara = new PayaraServer(
                Home.explodedWar(),
                data.resolve("payara"),
                options.httpPort(),
                options.jvmOptions(),
                environment,
                run,
                logs.resolve("payara.log"));
    }

    /**
     * Starts everything, and returns when the service answers.
     *
     * @throws LocalProblem when something is in the way; whatever was started is ended again
     */
    public static LocalPlatform start(Options options) {
        LocalPlatform platform = prepare(options);
        platform.start();
        return platform;
    }

    /**
     * A platform that has its data directory for itself and is yet to be started; {@link #close} is already allowed,
     * from any thread.
     *
     * @throws LocalProblem when another one runs there, or the settings are wrong
     */
    static LocalPlatform prepare(Options options) {
        Path data = options.dataDirectory();
        Folders.makePrivate(data);
        RunningPlatform.Lock lock;
        try {
            lock = RunningPlatform.Lock.on(data);
        } catch (RunningPlatform.AlreadyRunning already) {
            String which = RunningPlatform.on(data)
                    .map(running -> " (process " + running.pid() + ", " + running.service() + ")")
                    .orElse("");
            throw new LocalProblem(
                    "The platform already runs on " + data + which + ". See ./holded status, end it with ./holded down",
                    already);
        }
        try {
            LocalPlatform platform = new LocalPlatform(options, lock);
            platform.keep(false);
            platform.settings();
            return platform;
        } catch (Settings.WrongSettings wrong) {
            lock.close();
            throw new LocalProblem("The settings are wrong: " + wrong.getMessage(), wrong);
        } catch (RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    void start() {
        life.lock();
        try {
            starting = true;
            LeftBehind.end(options.dataDirectory());
            // All at once, before anything has started in vain.
            postgres.ifPresent(server -> Ports.requireFree(server.port(), "PostgreSQL", "--postgres-port"));
            s3.ifPresent(server -> Ports.requireFree(server.port(), "the S3 server", "--s3-port"));
            Ports.requireFree(payara.port(), "HTTP", "--port");
            postgres.ifPresent(server -> step("PostgreSQL", server::start, () -> "127.0.0.1:" + server.port()));
            s3.ifPresent(server -> step(
                    "Object storage", server::start, () -> server.endpoint().toString()));
            step("Service", payara::start, () -> payara.address().toString());
            DatabaseSchema schema = new DatabaseSchema(this, Home.explodedWar());
            step("Tables", () -> Patience.await(this, "tables", schema::missing), () -> "up to date");
            keep(true);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        } finally {
            starting = false;
            life.unlock();
        }
    }

    /**
     * Waits until the service has made its first reports in the background, so that those that users ask for are quick.
     *
     * @throws LocalProblem when that does not happen
     */
    public void awaitReports() {
        ServiceClient client = new ServiceClient(service(), Optional.of(adminKey()));
        step("Reports", () -> Patience.await(this, "reports", () -> missingReports(client)), () -> "ready");
    }

    private static Optional<String> missingReports(ServiceClient client) {
        return client.health().path("reports_ready").asBoolean(false)
                ? Optional.empty()
                : Optional.of("the first have not been made yet");
    }

    /** Address of the service. */
    public URI service() {
        return payara.address();
    }

    /** API key of the administrator. */
    public Secret adminKey() {
        return settings().access().adminKey();
    }

    /** The settings that the service was started with; also how to reach PostgreSQL and the S3 server, ours or not. */
    public Settings settings() {
        return Settings.load(name -> Optional.ofNullable(environment.get(name)));
    }

    /** A new connection to the product's database. */
    public Connection connect() throws SQLException {
        Settings.Database database = settings().database();
        return DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password().reveal());
    }

    /** PostgreSQL; empty when an external one is used. */
    public Optional<PostgresServer> postgres() {
        return postgres;
    }

    /** The S3 server; empty when an external one is used. */
    public Optional<S3Server> s3() {
        return s3;
    }

    /** The service. */
    public PayaraServer payara() {
        return payara;
    }

    /** Completes with the name of the first part that ends. */
    CompletableFuture<String> partLost() {
        List<CompletableFuture<String>> ends = new ArrayList<>();
        ends.add(end("the service (log: " + logFile("payara") + ")", payara.process()));
        s3.ifPresent(server -> ends.add(end("the S3 server (log: " + logFile("s3") + ")", server.process())));
        postgres.ifPresent(server -> ends.add(end("PostgreSQL (log: " + logFile("postgres") + ")", server.process())));
        return CompletableFuture.anyOf(ends.toArray(CompletableFuture[]::new)).thenApply(String.class::cast);
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends the service first, then the S3 server, then PostgreSQL. Data are kept. */
    @Override
    public void close() {
        if (closed && life.isHeldByCurrentThread()) {
            return;
        }
        closed = true;
        // Ends a start that waits for the service, which holds the lock meanwhile.
        if (starting && !life.isHeldByCurrentThread()) {
            payara.close();
            s3.ifPresent(S3Server::close);
        }
        life.lock();
        try {
            end("Service", payara.process().isPresent(), payara::close);
            s3.ifPresent(server -> end("Object storage", server.process().isPresent(), server::close));
            postgres.ifPresent(server -> end("PostgreSQL", server.process().isPresent(), server::close));
            lock.close();
        } finally {
            life.unlock();
        }
    }

    private Map<String, String> environment() {
        Map<String, String> settings = new HashMap<>();
        settings.put(Setting.HOLDED_MODE.name(), "local");
        settings.put(Setting.HOLDED_ADMIN_KEY.name(), credentials.adminKey().reveal());
        settings.put(Setting.JOB_SCHEDULE.name(), SCHEDULE);
        for (Setting setting : Setting.values()) {
            String value = options.environment().getOrDefault(setting.name(), "");
            if (!value.isBlank()) {
                settings.put(setting.name(), value);
            }
        }
        postgres.ifPresent(server -> settings.putAll(server.environment()));
        s3.ifPresent(server -> settings.putAll(server.environment()));
        settings.put(Setting.API_PORT.name(), Integer.toString(options.httpPort()));
        return settings;
    }

    private boolean isSet(Setting setting) {
        return !options.environment().getOrDefault(setting.name(), "").isBlank();
    }

    private void keep(boolean ready) {
        new RunningPlatform(
                        ProcessHandle.current().pid(),
                        ready,
                        payara.address(),
                        settings().storage().endpoint().toString(),
                        settings().database().host() + ":"
                                + settings().database().port() + "/"
                                + settings().database().name())
                .keep(options.dataDirectory());
    }

    private void step(String name, Runnable starting, Supplier<String> result) {
        if (closed) {
            throw new LocalProblem("Ended before it was ready");
        }
        long begun = System.nanoTime();
        options.progress().begins(name);
        try {
            starting.run();
        } catch (RuntimeException failed) {
            if (closed) {
                // Whatever it lacks then is no news, and the line belongs to who ends the platform.
                throw new LocalProblem("Ended before it was ready", failed);
            }
            options.progress().fails(name);
            throw failed;
        }
        options.progress().ends(name, result.get(), Duration.ofNanos(System.nanoTime() - begun));
    }

    private void end(String name, boolean running, Runnable closing) {
        long begun = System.nanoTime();
        if (running) {
            options.progress().begins(name);
        }
        closing.run();
        if (running) {
            options.progress().ends(name, "ended", Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    Path logFile(String part) {
        return options.dataDirectory().resolve("logs").resolve(part + ".log");
    }

    private static CompletableFuture<String> end(String part, Optional<ProcessHandle> process) {
        return process.map(running -> running.onExit().thenApply(ended -> part))
                .orElseGet(() -> CompletableFuture.completedFuture(part));
    }

    /**
     * How a platform starts.
     *
     * @param dataDirectory everything that is kept
     * @param jvmOptions for the service's JVM
     * @param environment settings by their environment names; those of parts that the platform brings itself are
     *     ignored
     */
    public record Options(
            Path dataDirectory,
            int httpPort,
            int s3Port,
            int postgresPort,
            List<String> jvmOptions,
            Map<String, String> environment,
            Progress progress) {
        public Options {
            jvmOptions = List.copyOf(jvmOptions);
            environment = Map.copyOf(environment);
        }

        /**
         * For integration tests: free ports and a JVM that starts quickly. External services that the environment
         * names are used, as everywhere.
         */
        public static Options forTests(Path dataDirectory) {
            return new Options(
                            dataDirectory,
                            Ports.free(),
                            Ports.free(),
                            Ports.free(),
                            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"),
                            System.getenv(),
                            Progress.SILENT)
                    .withDefault(Setting.JOB_SCHEDULE);
        }

        private Options withDefault(Setting setting) {
            return environment.getOrDefault(setting.name(), "").isBlank()
                    ? with(setting, setting.defaultValue().orElseThrow())
                    : this;
        }

        /** The same with one more setting. */
        public Options with(Setting setting, String value) {
            Map<String, String> changed = new HashMap<>(environment);
            changed.put(setting.name(), value);
            return new Options(dataDirectory, httpPort, s3Port, postgresPort, jvmOptions, changed, progress);
        }
    }
}
