package com.holded.pipeline.faults;

import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.local.PostgresServer;
import com.holded.pipeline.pipeline.PlainProcessing;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/** The database and the bucket of one test, and the children that work on them. */
final class Bed implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Lab lab;
    private final PostgresServer postgres;
    private final String name;
    private final Path folder;
    private final Map<String, String> storage;
    private final ObjectStore store;

    Bed(Lab lab, String name, Path folder) {
        this(lab, lab.postgres(), name, folder, lab.s3().environment());
    }

    /**
     * On other servers than those of the lab.
     *
     * @param postgres one of {@link Lab#postgres(Bed)}
     * @param storage how to reach the S3 server
     */
    Bed(Lab lab, PostgresServer postgres, String name, Path folder, Map<String, String> storage) {
        this.lab = lab;
        this.postgres = postgres;
        this.storage = storage;
        this.name = name;
        this.folder = folder;
        this.store = ObjectStore.connect(settings().storage());
        store.ensureBucket();
    }

    /** Name of the database and of the bucket. */
    String name() {
        return name;
    }

    /** Where histories and logs stand. */
    Path folder() {
        return folder;
    }

    /** The bucket, reached past all proxies. */
    ObjectStore store() {
        return store;
    }

    /** The database, reached past all proxies. */
    Sql sql() {
        return new Sql(this::connect);
    }

    /** A new connection to the database, past all proxies. */
    Connection connect() throws SQLException {
        return source().getConnection();
    }

    /** Connections to the database, past all proxies and pools. */
    DataSource source() {
        return Lab.source(postgres, name);
    }

    Lab lab() {
        return lab;
    }

    /** The product's settings, by their names. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(storage);
        environment.putAll(postgres.environment());
        environment.put(Setting.HOLDED_MODE.name(), "local");
        environment.put(Setting.HOLDED_ADMIN_KEY.name(), "an-administrator-of-faults");
        environment.put(Setting.MINIO_BUCKET.name(), name);
        environment.put(Setting.POSTGRES_DATABASE.name(), name);
        environment.put(Setting.POSTGRES_POOL_SIZE.name(), "4");
        environment.put(Setting.JOB_LEASE.name(), "PT1S");
        // The faults are what is slow here, not the machine.
        environment.put(Setting.MINIO_TIMEOUT.name(), "PT5S");
        return environment;
    }

    /** Settings for parts that no fault meets. */
    Settings settings() {
        Map<String, String> environment = environment();
        environment.put(Setting.MINIO_TIMEOUT.name(), "PT60S");
        return Settings.load(setting -> Optional.ofNullable(environment.get(setting)));
    }

    /** A collector, not started yet. */
    ChildJvm.Start collector() {
        return child("collector", List.of(CollectorMain.class.getName()));
    }

    /** The pipeline, not started yet: one run. */
    ChildJvm.Start pipeline() {
        return child("pipeline", List.of(PipelineMain.class.getName(), PipelineMain.ONCE));
    }

    /** The pipeline, not started yet: run after run. */
    ChildJvm.Start pipelineForever() {
        return child("pipeline", List.of(PipelineMain.class.getName(), PipelineMain.FOREVER));
    }

    private ChildJvm.Start child(String what, List<String> mainClass) {
        FastStart fast = lab.fastStart();
        return new ChildJvm.Start(
                mainClass,
                fast.options(mainClass.get(0)),
                environment(),
                fast.classPath(),
                folder.resolve(what + ".log"));
    }

    /**
     * One run of the product's pipeline in this JVM, which nobody kills and which is warm: most of what a child costs is
     * that it loads and compiles the classes of a run. Waits while another run is alive; how it ended.
     */
    RunStatus run() {
        try (PlainProcessing processing = PlainProcessing.open(settings(), List.of())) {
            return Waiting.until(PATIENCE, "a run, in " + folder, () -> processing.run("faults"), Optional::isPresent)
                    .orElseThrow()
                    .status();
        }
    }

    /** A collector in this JVM, which nobody kills. */
    HealthyDoor door() {
        return new HealthyDoor(settings());
    }

    /** Waits until every raw segment is loaded, by whoever runs; liveness is a promise too. */
    void awaitAllLoaded(Duration limit) {
        Waiting.until(limit, "all segments to be loaded, in " + folder, this::waiting, Set::isEmpty);
    }

    /** Some that wait, if any do. A listing costs as much as there are objects, and slows down what is waited for. */
    private Set<String> waiting() {
        Set<String> known = new TreeSet<>(sql().rows("SELECT object_key FROM raw_segments WHERE state = 'new'"));
        return known.isEmpty() ? backlog() : known;
    }

    /** Waits until so many more segments are loaded. */
    void awaitLoads(int more) {
        int before = loaded();
        Waiting.until(PATIENCE, more + " loads, in " + folder, this::loaded, loaded -> loaded >= before + more);
    }

    private int loaded() {
        return Integer.parseInt(sql().rows("SELECT count(*) FROM raw_segments WHERE state = 'loaded'")
                .get(0));
    }

    /** Keys of the raw segments that are neither loaded nor set aside. */
    Set<String> backlog() {
        Set<String> waiting = new TreeSet<>(new Bucket(store).segmentKeys());
        waiting.removeAll(sql().rows("SELECT object_key FROM raw_segments WHERE state <> 'new'"));
        return waiting;
    }

    @Override
    public void close() {
        store.close();
    }
}
