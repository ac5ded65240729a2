package com.holded.pipeline.local.bench;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.local.Ports;
import com.holded.pipeline.local.Progress;
import com.holded.pipeline.local.S3Server;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What {@code up} starts, without a job that would take the cores meanwhile, and with a relay that counts what the
 * service asks of storage.
 */
record BenchPlatform(LocalPlatform service, CountingRelay relay, S3Server storage) implements AutoCloseable {
    /** As {@code up} sets it. */
    static final List<String> JVM_OPTIONS = List.of("-XX:+UseParallelGC");

    /** Settings that may be tried out in a benchmark, by the start of their names. */
    private static final List<String> TRIED = List.of("COLLECT_", "HTTP_", "JOB_", "REPORT_");

    private static final long LOOK_MILLIS = 100;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final String ACCESS_KEY = "holded-bench";
    private static final String SECRET_KEY = "holded-bench-on-loopback";

    /** How a platform for a benchmark starts: as usual, and with the settings that are tried out in the environment. */
    static LocalPlatform.Options options(Path folder, List<String> jvmOptions) {
        Map<String, String> settings = new HashMap<>();
        Arrays.stream(Setting.values())
                .map(Setting::name)
                .filter(name -> TRIED.stream().anyMatch(name::startsWith))
                .filter(name -> System.getenv(name) != null)
                .forEach(name -> settings.put(name, System.getenv(name)));
        settings.put(Setting.JOB_SCHEDULE.name(), "PT0S");
        return new LocalPlatform.Options(
                folder.resolve("data"),
                Ports.free(),
                Ports.free(),
                Ports.free(),
                jvmOptions,
                settings,
                Progress.SILENT);
    }

    /** Starts one whose storage is counted, and has no more to do on its own account; all of it lies in the folder. */
    static BenchPlatform start(Path folder, List<String> jvmOptions)
            throws IOException, InterruptedException, SQLException {
        S3Server storage = new S3Server(
                folder.resolve("s3"),
                Ports.free(),
                new Secret(ACCESS_KEY),
                new Secret(SECRET_KEY),
                folder.resolve("s3-run"),
                folder.resolve("s3.log"));
        storage.start();
        CountingRelay relay = new CountingRelay(storage.endpoint());
        BenchPlatform platform;
        try {
            LocalPlatform service = LocalPlatform.start(options(folder, jvmOptions)
                    .with(Setting.MINIO_ENDPOINT, relay.address().toString())
                    .with(Setting.MINIO_ACCESS_KEY, ACCESS_KEY)
                    .with(Setting.MINIO_SECRET_KEY, SECRET_KEY));
            platform = new BenchPlatform(service, relay, storage);
        } catch (RuntimeException failed) {
            relay.close();
            storage.close();
            throw failed;
        }
        try {
            awaitSweep(platform.service());
            return platform;
        } catch (IOException | SQLException | InterruptedException failed) {
            platform.close();
            throw failed;
        }
    }

    /** The service lists the whole bucket once a day, first of all when it starts. */
    private static void awaitSweep(LocalPlatform service) throws IOException, SQLException, InterruptedException {
        try (Connection database = service.connect();
                PreparedStatement swept =
                        database.prepareStatement("SELECT 1 FROM discovery WHERE swept_at IS NOT NULL")) {
            long end = System.nanoTime() + LONGEST_WAIT.toNanos();
            while (!has(swept)) {
                if (System.nanoTime() > end) {
                    throw new IOException("the service has not swept an empty bucket within " + LONGEST_WAIT);
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
    }

    private static boolean has(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next();
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
        relay.close();
        storage.close();
    }
}
