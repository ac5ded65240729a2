package com.holded.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What must hold when parts die: nothing that was accepted is lost, nothing is counted twice. */
class FaultsIT {
    private static final Duration HEALED = Duration.ofMinutes(2);
    private static final Duration A_LOOK = Duration.ofSeconds(15);

    @TempDir
    private static Path folder;

    private static LocalPlatform platform;
    private static Client client;
    private static Sql sql;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(LocalPlatform.Options.forTests(folder.resolve("data"))
                .with(Setting.JOB_SCHEDULE, "PT1S")
                .with(Setting.JOB_LEASE, "PT5S"));
        assumeTrue(
                platform.s3().isPresent() && platform.postgres().isPresent(),
                "external servers are not ours to kill: unset MINIO_ENDPOINT and POSTGRES_HOST for these tests");
        client = new Client(platform);
        sql = new Sql(platform);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    /** Each fault is healed when the next begins. */
    @BeforeEach
    void heal() {
        awaitHealth();
    }

    @Test
    void what_was_accepted_survives_the_kill_of_every_process_and_counts_once() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Sender sender = new Sender(seed);
        Thread sending = new Thread(sender, "sender");
        sending.start();

        for (Runnable kill : List.<Runnable>of(this::killService, this::killStorage, this::killDatabase)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(1_500)));
            kill.run();
            int before = sender.accepted.size();
            Waiting.until(HEALED, "new events to be accepted", sender.accepted::size, size -> size > before);
        }
        sender.goesOn.set(false);
        sending.join();
        awaitEmptyBacklog();

        assertThat(sender.statuses)
                .as("a producer takes any other answer as final, seed " + seed)
                .isSubsetOf(200, 503);
        List<String> counted = sql.rows("SELECT event_id FROM business_events UNION ALL"
                + " SELECT event_id FROM duplicate_events UNION ALL SELECT event_id FROM dead_letters");
        assertThat(counted).as("seed " + seed).doesNotHaveDuplicates().containsAll(sender.accepted);
        assertThat(sql.rows("SELECT count(*) = count(DISTINCT (company_id, message_id)) FROM business_events"))
                .as("seed " + seed)
                .containsExactly("t");
        assertThat(sql.recount()).as("seed " + seed).isEmpty();
    }

    @Test
    void without_storage_nothing_is_accepted_and_the_caller_knows_it_in_time() {
        platform.s3().orElseThrow().kill();
        long begun = System.nanoTime();

        Client.Answer answer = client.post("/collect", event("without-storage", 1));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.json().path("code").asString()).isEqualTo("STORAGE_UNAVAILABLE");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        // The state that health shows may be a second old.
        Waiting.until(A_LOOK, "health to tell", () -> client.read("/health").status(), status -> status == 503);

        platform.s3().orElseThrow().start();
        Waiting.until(
                HEALED,
                "collection to go on",
                () -> client.post("/collect", event("again", 1)),
                a -> a.status() == 200);
    }

    @Test
    void without_the_database_events_are_still_collected_and_read_back_and_counted_later() {
        platform.postgres().orElseThrow().kill();

        JsonNode answer = client.post("/collect", event("without-database", 7)).json();
        String id = Client.ids(answer, "accepted").get(0);
        Client.Answer stored = client.read("/events/" + id);

        assertThat(stored.status()).isEqualTo(200);
        assertThat(stored.json().path("message_id").asString()).isEqualTo("without-database");
        assertThat(client.read("/dead-letters").status()).isEqualTo(503);
        assertThat(client.read("/health").json().path("postgres_connected").asBoolean())
                .isFalse();

        platform.postgres().orElseThrow().start();
        Waiting.until(
                HEALED,
                "the event to be counted",
                () -> sql.rows("SELECT amount FROM business_events WHERE message_id = 'without-database'"),
                rows -> rows.equals(List.of("7")));
    }

    private void killService() {
        platform.payara().kill();
        platform.payara().start();
    }

    private void killStorage() {
        platform.s3().orElseThrow().kill();
        platform.s3().orElseThrow().start();
    }

    private void killDatabase() {
        platform.postgres().orElseThrow().kill();
        platform.postgres().orElseThrow().start();
    }

    private void awaitHealth() {
        Waiting.until(
                HEALED,
                "health",
                () -> client.read("/health").text(),
                health -> health.contains("\"status\":\"healthy\"") && health.contains("\"degraded\":false"));
    }

    /** Until two runs of the job have found nothing new to load. */
    private void awaitEmptyBacklog() {
        Waiting.until(
                HEALED,
                "the backlog to be empty",
                () -> {
                    Client.Answer started = client.command("/jobs/process-events/executions");
                    return started.status() == 202
                            && sql.rows("SELECT count(*) FROM raw_segments WHERE state = 'new'")
                                    .equals(List.of("0"));
                },
                empty -> empty);
        Waiting.until(
                HEALED,
                "the last run to end",
                () -> sql.rows("SELECT count(*) FROM job_runs WHERE ended_at IS NULL"),
                rows -> rows.equals(List.of("0")));
        assertThat(sql.rows("SELECT count(*) FROM raw_segments WHERE state <> 'loaded'"))
                .containsExactly("0");
    }

    private static String event(String messageId, int amount) {
        return "{\"event_id\":\"" + messageId + "\",\"event_type\":\"FAULT\",\"company_id\":\"c\",\"user_id\":\"u\","
                + "\"timestamp\":" + System.currentTimeMillis() + ",\"amount\":" + amount + "}";
    }

    /** Sends packages of five, each message twice, until told to stop, and remembers what was accepted. */
    private final class Sender implements Runnable {
        private final AtomicBoolean goesOn = new AtomicBoolean(true);
        private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
        private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
        private final long seed;

        Sender(long seed) {
            this.seed = seed;
        }

        @Override
        public void run() {
            for (int number = 0; goesOn.get(); number++) {
                String body = packageOf(number / 2);
                try {
                    Client.Answer answer = client.post("/collect", body);
                    statuses.add(answer.status());
                    if (answer.status() == 200) {
                        accepted.addAll(Client.ids(answer.json(), "accepted"));
                    }
                } catch (UncheckedIOException down) {
                    // The service is being killed: these events may or may not be stored, and nobody was told that they
                    // are.
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
            }
        }

        private String packageOf(int number) {
            StringBuilder body = new StringBuilder("[");
            for (int i = 0; i < 5; i++) {
                body.append(i == 0 ? "" : ",").append(event("m-" + seed + "-" + number + "-" + i, i));
            }
            return body.append("]").toString();
        }
    }
}
