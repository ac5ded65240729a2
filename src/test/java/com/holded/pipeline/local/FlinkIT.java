package com.holded.pipeline.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.collect.Collector;
import com.holded.pipeline.collect.Submission;
import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.ledger.DiscoveryProgress;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.limits.Allowance;
import com.holded.pipeline.pipeline.Discovery;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.Origin;
import com.holded.pipeline.storage.StoredObject;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.TestDatabase;
import com.holded.pipeline.testing.Waiting;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The same raw segments, once in one JVM and once on a Flink cluster of which a machine dies in the middle, come to the
 * same rows, analytics, dead letters and objects.
 */
@Tag("flink")
class FlinkIT {
    private static final int PACKAGES = 200;
    private static final int EVENTS = 1_000;
    private static final long AT = 1_772_705_555_000L;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final List<String> TABLES = List.of(
            "SELECT to_jsonb(e) - 'created_at' - 'updated_at' FROM business_events e",
            "SELECT to_jsonb(d) - 'created_at' FROM duplicate_events d",
            "SELECT to_jsonb(d) - 'first_seen_at' FROM dead_letters d",
            "SELECT to_jsonb(r) FROM daily_rollup r",
            "SELECT to_jsonb(a) FROM company_analytics a",
            "SELECT to_jsonb(s) FROM event_type_summary s",
            "SELECT to_jsonb(s) - 'run_id' - 'finished_at' FROM raw_segments s");

    @TempDir
    private Path folder;

    @Test
    void a_cluster_that_loses_a_machine_comes_to_the_result_of_one_jvm() throws Exception {
        try (S3Server storage = storage();
                TestDatabase alone = TestDatabase.start();
                TestDatabase together = TestDatabase.start();
                ObjectStore store = ObjectStore.connect(
                        settings(environment(storage, alone)).storage());
                FlinkCluster cluster = FlinkCluster.start(folder.resolve("flink"), 2, 2)) {
            collect(settings(environment(storage, alone)), store);
            new Discovery(
                            store, new Segments(alone.dataSource()), new DiscoveryProgress(alone.dataSource()))
                    .look();
            copySegments(alone, together);

            assertThat(start(environment(storage, alone)).end()).isZero();
            SortedMap<String, String> objectsOfOne = takeAway(store);
            Program run = start(
                    environment(storage, together),
                    "--runner=FlinkRunner",
                    "--flinkMaster=" + cluster.master(),
                    "--parallelism=4");
            Waiting.until(
                    LONGEST, "a quarter of the segments", () -> loaded(together), loaded -> loaded >= PACKAGES / 4);
            cluster.killTaskManager();
            assertThat(loaded(together))
                    .as("segments loaded when the machine died")
                    .isLessThan(PACKAGES * 9 / 10);

            assertThat(run.end()).as(Files.readString(run.output())).isZero();

            assertThat(together.sql().rows("SELECT sum(events) FROM raw_segments"))
                    .containsExactly(Integer.toString(PACKAGES * EVENTS));
            for (String table : TABLES) {
                assertSame(table, alone.sql(), together.sql());
            }
            assertThat(together.sql().recount()).isEmpty();
            assertThat(takeAway(store)).isEqualTo(objectsOfOne).isNotEmpty();
            assertThatItTriedAgainAndCounted(cluster);
            // The machine that is left still runs; its connections to this database went with the job.
            Waiting.until(
                    LONGEST,
                    "the connections of the cluster to end",
                    () -> together.sql()
                            .rows("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holded-pipeline'"),
                    connections -> connections.equals(List.of("0")));
        }
    }

    private static void assertThatItTriedAgainAndCounted(FlinkCluster cluster) {
        List<String> jobs = cluster.read("/jobs")
                .path("jobs")
                .valueStream()
                .map(job -> job.path("id").asString())
                .toList();
        assertThat(jobs).hasSize(1);
        JsonNode failures = cluster.read("/jobs/" + jobs.get(0) + "/exceptions").path("exceptionHistory");
        assertThat(failures.path("entries").size())
                .as("failures that it survived")
                .isPositive();
        assertThat(cluster.read("/jobs/" + jobs.get(0) + "/accumulators").toString())
                .as("Beam's counters")
                .contains("events_loaded");
    }

    /** Both ways, without a difference; the first few are shown. */
    private static void assertSame(String table, Sql one, Sql other) {
        Set<String> left = new HashSet<>(one.rows(table));
        Set<String> right = new HashSet<>(other.rows(table));
        Set<String> onlyLeft = new HashSet<>(left);
        onlyLeft.removeAll(right);
        Set<String> onlyRight = new HashSet<>(right);
        onlyRight.removeAll(left);
        assertThat(onlyLeft.stream().limit(3)).as("in one JVM only: " + table).isEmpty();
        assertThat(onlyRight.stream().limit(3))
                .as("on the cluster only: " + table)
                .isEmpty();
        assertThat(left).as(table).isNotEmpty();
    }

    private static int loaded(TestDatabase database) {
        return Integer.parseInt(database.sql()
                .rows("SELECT count(*) FROM raw_segments WHERE state = 'loaded'")
                .get(0));
    }

    private S3Server storage() {
        S3Server storage = new S3Server(
                folder.resolve("objects"),
                Ports.free(),
                new Secret("test"),
                new Secret("test-secret"),
                folder.resolve("run"),
                folder.resolve("s3.log"));
        storage.start();
        return storage;
    }

    private static Map<String, String> environment(S3Server storage, TestDatabase database) {
        Map<String, String> environment = new HashMap<>(storage.environment());
        environment.putAll(database.environment());
        environment.put(Setting.HOLDED_MODE.name(), "local");
        environment.put(Setting.JOB_LEASE.name(), "PT10S");
        return environment;
    }

    private static Settings settings(Map<String, String> environment) {
        return Settings.load(name -> Optional.ofNullable(environment.get(name)));
    }

    /** Packages as the door takes them, each of which becomes a segment: good events, bad ones, repeated ones. */
    private static void collect(Settings settings, ObjectStore store) {
        store.ensureBucket();
        Caller sender = new Caller("it", Set.of(Role.PRODUCER));
        try (Collector collector =
                Collector.plain(settings, store, Contracts.only(Contract.bundled()), Clock.systemUTC())) {
            for (int number = 0; number < PACKAGES; number++) {
                byte[] body = body(number).getBytes(UTF_8);
                collector
                        .collect(new Submission(
                                new ByteArrayInputStream(body),
                                "application/json",
                                "",
                                body.length,
                                List.of(),
                                sender,
                                Allowance.UNLIMITED,
                                Origin.NOT_KEPT))
                        .join();
            }
        }
    }

    private static String body(int number) {
        return IntStream.range(0, EVENTS)
                .mapToObj(line -> event(number, line))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Of each hundred, one repeats the one before it, one contradicts it, and two are bad. */
    private static String event(int number, int line) {
        int message = line % 100 == 1 || line % 100 == 2 ? line - line % 100 : line;
        int amount = line % 100 == 2 ? line + 1 : message;
        String at = line % 100 == 3 ? "\"yesterday\"" : Long.toString(AT + number * 3_600_000L + message);
        String company = line % 100 == 4 ? "a company" : "company_" + message % 50;
        return "{\"event_type\":\"Holded\\\\Invoicing\\\\Invoice\\\\Event\\\\Invoice" + (message % 7) + "PaidEvent\","
                + "\"company_id\":\"" + company + "\",\"user_id\":\"u" + message % 11 + "\",\"event_id\":\"m-" + number
                + "-" + message + "\",\"timestamp\":" + at + ",\"amount\":" + amount + ".25}";
    }

    /** With the time of their discovery, which stands in the enriched events. */
    private static void copySegments(TestDatabase from, TestDatabase to) throws SQLException {
        List<String> segments = from.sql().rows("SELECT to_jsonb(s) FROM raw_segments s");
        assertThat(segments).hasSize(PACKAGES);
        try (Connection connection = to.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO raw_segments"
                        + " SELECT * FROM jsonb_populate_recordset(null::raw_segments, ?::jsonb)")) {
            insert.setString(1, segments.toString());
            assertThat(insert.executeUpdate()).isEqualTo(PACKAGES);
        }
    }

    /** SHA-256 of each object that the run wrote, which is then gone. */
    private static SortedMap<String, String> takeAway(ObjectStore store) {
        SortedMap<String, String> digests = new TreeMap<>();
        for (String prefix : List.of(Keys.ENRICHED, Keys.DEAD_LETTERS)) {
            List<StoredObject> page;
            do {
                page = store.list(prefix, "", 1_000);
                for (StoredObject object : page) {
                    digests.put(object.key(), Sha256.hex(Sha256.of(store.read(object.key()))));
                    store.delete(object.key());
                }
            } while (!page.isEmpty());
        }
        return digests;
    }

    /** ./holded pipeline, without a class of Flink on its class path. */
    private Program start(Map<String, String> environment, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dholded.home=" + Path.of("").toAbsolutePath(),
                Holded.class.getName(),
                "pipeline"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "CLASSPATH",
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> !entry.contains("slf4j-jdk14") && !entry.contains("flink-"))
                                .collect(Collectors.joining(File.pathSeparator)));
        Path output = Files.createTempFile(folder, "pipeline", ".log");
        return new Program(
                builder.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    private record Program(Process process, Path output) {
        int end() throws InterruptedException {
            try {
                assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS))
                        .as("ends by itself")
                        .isTrue();
                return process.exitValue();
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
