package com.holded.pipeline.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.collect.Collector;
import com.holded.pipeline.collect.Submission;
import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.ledger.Conservation;
import com.holded.pipeline.ledger.DiscoveryProgress;
import com.holded.pipeline.ledger.HourBalance;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.limits.Allowance;
import com.holded.pipeline.pipeline.Discovery;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.schema.LiveContracts;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same raw segments, once in one JVM and once on a Flink cluster of which a machine dies in the middle, come to the
 * same rows, analytics, dead letters and objects.
 */
@Tag("flink")
class FlinkIT {
    private static final String BUNDLE = "target/flink/holded-pipeline-flink.jar";
    private static final String SECRET = "what-no-plan-may-hold";
    private static final int PACKAGES = 200;
    private static final int EVENTS = 1_000;
    private static final int SLOTS = 2;
    private static final long AT = 1_772_705_555_000L;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final List<String> TABLES = List.of(
            "SELECT to_jsonb(e) - 'created_at' - 'updated_at' FROM business_events e",
            "SELECT to_jsonb(d) - 'created_at' FROM duplicate_events d",
            "SELECT to_jsonb(d) - 'first_seen_at' FROM dead_letters d",
            "SELECT to_jsonb(r) FROM daily_rollup r",
            "SELECT to_jsonb(r) FROM monthly_rollup r",
            "SELECT to_jsonb(t) FROM daily_totals t",
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
                FlinkCluster cluster = FlinkCluster.start(
                        folder.resolve("flink"), 2, SLOTS, credentials(environment(storage, together)))) {
            registerSchemas(alone);
            registerSchemas(together);
            collect(settings(environment(storage, alone)), store, 0, PACKAGES);
            new Discovery(store, new Segments(alone.dataSource()), new DiscoveryProgress(alone.dataSource())).look();
            copySegments(alone, together);

            assertThat(Program.inItsOwnJvm(folder, environment(storage, alone)).end())
                    .isZero();
            SortedMap<String, String> objectsOfOne = takeAway(store);
            try (Program run = Program.on(cluster, folder, environment(storage, together))) {
                killInTheMiddle(cluster, together);
                assertThat(run.end()).as(Files.readString(run.output())).isZero();
            }

            assertThat(together.sql().rows("SELECT sum(events) FROM raw_segments"))
                    .containsExactly(Integer.toString(PACKAGES * EVENTS));
            for (String table : TABLES) {
                assertSame(table, alone.sql(), together.sql());
            }
            assertThat(takeAway(store)).isEqualTo(objectsOfOne).isNotEmpty();
            assertThat(together.sql().recount()).isEmpty();
            assertThat(balance(together)).allMatch(hour -> hour.balanced() && hour.residual() == 0);
            assertThatItTriedAgainAndShowsNoSecret(cluster);
            assertThatConnectionsEnd(together);

            // The machine that is left takes another job, whose classes it loads anew.
            collect(settings(environment(storage, together)), store, PACKAGES, 1);
            try (Program run = Program.on(cluster, folder, environment(storage, together))) {
                assertThat(run.end()).as(Files.readString(run.output())).isZero();
            }

            assertThat(loaded(together)).isEqualTo(PACKAGES + 1);
            assertThatConnectionsEnd(together);
        }
    }

    private static void assertThatConnectionsEnd(TestDatabase database) {
        Waiting.until(
                LONGEST,
                "the connections of the cluster to end",
                () -> database.sql()
                        .rows("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holded-pipeline'"),
                connections -> connections.equals(List.of("0")));
    }

    /** After a quarter of the segments, and in the middle of a transaction of the machine that dies. */
    private static void killInTheMiddle(FlinkCluster cluster, TestDatabase database) throws SQLException {
        Waiting.until(LONGEST, "a quarter of the segments", () -> loaded(database), loaded -> loaded >= PACKAGES / 4);
        try (Connection blocker = database.dataSource().getConnection();
                Statement block = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            block.execute("LOCK TABLE daily_rollup IN ACCESS EXCLUSIVE MODE");
            Waiting.until(
                    Duration.ofMinutes(1),
                    "more loads in their transactions than one machine has slots",
                    () -> database.sql()
                            .counts("SELECT 'waiting', count(DISTINCT pid) FROM pg_locks WHERE NOT granted"),
                    waiting -> waiting.get("waiting") > SLOTS);
            cluster.killTaskManager();
        }
        assertThat(loaded(database)).as("segments when the machine died").isLessThan(PACKAGES);
    }

    private static List<HourBalance> balance(TestDatabase database) {
        Instant now = Instant.now();
        return new Conservation(database.dataSource())
                .hours(now.minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.HOURS), now.plus(Duration.ofHours(1)));
    }

    private static void assertThatItTriedAgainAndShowsNoSecret(FlinkCluster cluster) {
        String job = cluster.read("/jobs").path("jobs").path(0).path("id").asString();
        assertThat(cluster.read("/jobs/" + job + "/exceptions")
                        .path("exceptionHistory")
                        .path("entries")
                        .size())
                .as("failures that it survived")
                .isPositive();
        assertThat(cluster.read("/jobs/" + job + "/config").toString())
                .contains("user-config")
                .doesNotContain(SECRET);
    }
    /** Without a difference; else the first few rows on either side show it. */
    private static void assertSame(String table, Sql one, Sql other) {
        SortedSet<String> left = new TreeSet<>(one.rows(table));
        SortedSet<String> right = new TreeSet<>(other.rows(table));
        assertThat(left).as(table).isNotEmpty();
        SortedSet<String> common = new TreeSet<>(left);
        common.retainAll(right);
        left.removeAll(common);
        right.removeAll(common);
        assertThat(right.stream().limit(3))
                .as(table)
                .containsExactlyElementsOf(left.stream().limit(3).toList());
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
                new Secret("flink-it"),
                new Secret(SECRET),
                folder.resolve("run"),
                folder.resolve("s3.log"));
        storage.start();
        return storage;
    }

    private static Map<String, String> environment(S3Server storage, TestDatabase database) {
        Map<String, String> environment = new HashMap<>(storage.environment());
        environment.putAll(database.environment());
        environment.put(Setting.HOLDED_MODE.name(), "local");
        return environment;
    }

    /** All that the TaskManagers have of it. */
    private static Map<String, String> credentials(Map<String, String> environment) {
        Map<String, String> credentials = new HashMap<>(environment);
        credentials
                .keySet()
                .retainAll(List.of(
                        Setting.MINIO_ACCESS_KEY.name(),
                        Setting.MINIO_SECRET_KEY.name(),
                        Setting.POSTGRES_PASSWORD.name()));
        return credentials;
    }

    private static Settings settings(Map<String, String> environment) {
        return Settings.load(name -> Optional.ofNullable(environment.get(name)));
    }

    /** As the service does when it starts; of JVMs that begin together on an empty registry, any may come first. */
    private static void registerSchemas(TestDatabase database) {
        try (LiveContracts contracts = Contracts.open(new Settings.Registry.BuiltIn(), database.dataSource())) {
            contracts.registerShipped();
        }
    }

    /** Packages as the door takes them, each of which becomes a segment: good events, bad ones, repeated ones. */
    private static void collect(Settings settings, ObjectStore store, int first, int packages) {
        store.ensureBucket();
        Caller sender = new Caller("it", Set.of(Role.PRODUCER));
        try (Collector collector =
                Collector.plain(settings, store, Contracts.only(Contract.bundled()), Clock.systemUTC())) {
            for (int number = first; number < first + packages; number++) {
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

    /** {@code ./holded pipeline}, and what it prints. */
    private record Program(Process process, Path output) implements AutoCloseable {
        static Program inItsOwnJvm(Path folder, Map<String, String> environment) throws IOException {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            return start(folder, environment, List.of(java, "-Xmx1g", "-jar", BUNDLE, "pipeline"));
        }

        static Program on(FlinkCluster cluster, Path folder, Map<String, String> environment) throws IOException {
            return start(
                    folder,
                    environment,
                    List.of(
                            "./holded",
                            "pipeline",
                            "--runner=FlinkRunner",
                            "--flinkMaster=" + cluster.master(),
                            "--parallelism=" + 2 * SLOTS));
        }

        private static Program start(Path folder, Map<String, String> environment, List<String> command)
                throws IOException {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            Path output = Files.createTempFile(folder, "pipeline", ".log");
            return new Program(
                    builder.redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
        }

        int end() throws InterruptedException {
            assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
