package com.holded.pipeline.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.TestDatabase;
import com.holded.pipeline.testing.Waiting;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job in a JVM of its own, without a server: what a person at a terminal and a cron job see of it. */
class PipelineCommandIT {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final long AT = 1_772_705_555_000L;

    @TempDir
    private static Path folder;

    private static S3Server storage;
    private static TestDatabase database;
    private static ObjectStore store;
    private static Sql sql;
    private static int segments;

    @BeforeAll
    static void start() {
        storage = new S3Server(
                folder.resolve("objects"),
                Ports.free(),
                new Secret("test"),
                new Secret("test-secret"),
                folder.resolve("run"),
                folder.resolve("s3.log"));
        storage.start();
        database = TestDatabase.start();
        sql = database.sql();
        store = ObjectStore.connect(
                Settings.load(name -> Optional.ofNullable(environment().get(name)))
                        .storage());
        store.ensureBucket();
    }

    @AfterAll
    static void stop() throws IOException {
        store.close();
        database.close();
        storage.close();
    }

    @BeforeEach
    void nothing_is_left_to_do() {
        sql.execute("DELETE FROM raw_segments WHERE state = 'new'");
        sql.execute("UPDATE job_runs SET status = 'ABANDONED', ended_at = now() WHERE ended_at IS NULL");
    }

    @Test
    void what_was_collected_is_loaded_and_told_in_one_line() throws Exception {
        store(3);

        Ended ended = Program.start().end();

        assertThat(ended.out()).startsWith("COMPLETED: ").contains("3 loaded, 0 duplicates");
        assertThat(ended.exitCode()).isZero();
        assertThat(lastRun()).isEqualTo("COMPLETED|pipeline");
        assertThat(sql.recount()).isEmpty();
    }

    @Test
    void while_another_run_is_alive_it_does_nothing_and_names_it() throws Exception {
        sql.execute("INSERT INTO job_runs (job_name, status, started_by) VALUES ('process-events', 'STARTED', 'it')");

        Ended ended = Program.start().end();

        assertThat(ended.err()).contains("is alive since").contains("started by it");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(lastRun()).isEqualTo("STARTED|it");
    }

    @Test
    void a_signal_ends_it_between_two_transactions_and_the_next_run_does_the_rest() throws Exception {
        store(5);
        long before = rows();
        Program program;
        try (Connection blocker = database.dataSource().getConnection();
                Statement block = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            block.execute("LOCK TABLE daily_rollup IN ACCESS EXCLUSIVE MODE");
            program = Program.start();
            Waiting.until(
                    LONGEST,
                    "a load in the middle of its transaction",
                    () -> sql.rows("SELECT count(*) FROM pg_locks WHERE NOT granted"),
                    waiting -> !waiting.equals(List.of("0")));

            program.process().destroy();
            program.end();
        }

        assertThat(lastRun()).isEqualTo("STOPPED|pipeline");
        assertThat(rows()).isEqualTo(before);
        Ended next = Program.start().end();
        assertThat(next.exitCode()).isZero();
        assertThat(rows()).isEqualTo(before + 5);
        assertThat(sql.recount()).isEmpty();
    }

    @Test
    void a_part_that_is_out_of_reach_is_named() throws Exception {
        Ended ended = Program.start(Map.of(Setting.POSTGRES_PORT.name(), Integer.toString(Ports.free())))
                .end();

        assertThat(ended.err()).startsWith("Cannot use PostgreSQL (").hasLineCount(1);
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void an_option_that_beam_does_not_know_is_refused() throws Exception {
        Ended ended = Program.start(Map.of(), "--paralelism=3").end();

        assertThat(ended.err()).contains("paralelism");
        assertThat(ended.exitCode()).isEqualTo(2);
    }

    private static long rows() {
        return Long.parseLong(sql.rows("SELECT count(*) FROM business_events").get(0));
    }

    private static String lastRun() {
        return sql.rows("SELECT status, started_by FROM job_runs ORDER BY run_id DESC LIMIT 1")
                .get(0);
    }

    /** A raw segment of so many events, as collection would have stored it. */
    private static void store(int events) {
        SegmentId segment = new SegmentId(System.currentTimeMillis(), ++segments);
        List<RawEvent> lines = IntStream.range(0, events)
                .mapToObj(line -> {
                    String event = "{\"event_type\":\"INVOICE_CREATED\",\"company_id\":\"c\",\"user_id\":\"u\","
                            + "\"event_id\":\"m" + segments + "-" + line + "\",\"timestamp\":" + AT + "}";
                    return new RawEvent(
                            EventId.of(segment, line),
                            new UUID(segments, line),
                            line,
                            AT,
                            0,
                            true,
                            List.of(),
                            event.getBytes(UTF_8));
                })
                .toList();
        store.put(new NewObject(Keys.rawSegment(segment), SegmentFormat.encode(lines), SegmentFormat.CONTENT_TYPE));
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(storage.environment());
        environment.putAll(database.environment());
        environment.put(Setting.HOLDED_MODE.name(), "local");
        return environment;
    }

    private record Ended(int exitCode, String out, String err) {}

    private record Program(Process process, Path out, Path err) {
        static Program start() throws IOException {
            return start(Map.of());
        }

        static Program start(Map<String, String> settings, String... options) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    Holded.class.getName(),
                    "pipeline"));
            command.addAll(List.of(options));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment());
            builder.environment().putAll(settings);
            builder.environment().put("CLASSPATH", classPath());
            Path out = Files.createTempFile(folder, "pipeline", ".out");
            Path err = Files.createTempFile(folder, "pipeline", ".err");
            return new Program(
                    builder.redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start(),
                    out,
                    err);
        }

        /** As ./holded has it: the WAR's logging is not in it. */
        private static String classPath() {
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> !entry.contains("slf4j-jdk14"))
                    .collect(Collectors.joining(File.pathSeparator));
        }

        Ended end() throws IOException, InterruptedException {
            try {
                assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS))
                        .as("ends by itself")
                        .isTrue();
                return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
