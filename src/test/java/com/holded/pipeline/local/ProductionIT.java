package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RawHttp;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same WAR in production mode: nobody does anything without a key, and nothing starts half configured. */
class ProductionIT {
    private static final String PRODUCER = "a-key-of-the-producers-0001";
    private static final String ANALYST = "a-key-of-the-analysts-00001";
    private static final String EVENT =
            "{\"event_type\":\"T\",\"company_id\":\"c\",\"event_id\":\"m\",\"timestamp\":1772705555000}";

    private static final String KEY = "{\"name\":\"outage\",\"role\":\"producer\"}";
    private static final Duration HEALED = Duration.ofMinutes(1);

    @TempDir
    private static Path folder;

    private static LocalPlatform platform;
    private static Client client;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(LocalPlatform.Options.forTests(folder.resolve("data"))
                .with(Setting.HOLDED_MODE, "production")
                .with(Setting.HOLDED_PRODUCER_KEY, PRODUCER)
                .with(Setting.HOLDED_ANALYST_KEY, ANALYST)
                .with(Setting.JOB_SCHEDULE, "PT0S"));
        client = new Client(platform);
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void who_may_not_send_is_told_so_before_the_body_comes() {
        try (RawHttp connection = new RawHttp(platform.service())) {
            RawHttp.Answer answer = connection
                    .send("POST /collect HTTP/1.1\r\nHost: localhost\r\nX-API-Key: wrong\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
                    .answer();

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(answer.body()).contains("\"code\":\"UNAUTHORIZED\"");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/ui/app.js",
                "/docs",
                "/openapi",
                "/metrics",
                "/events",
                "/reports",
                "/subjects",
                "/dead-letters",
                "/jobs/executions",
                "/reports/company-analytics.csv",
                "/nowhere"
            })
    void nothing_is_shown_without_a_key(String path) {
        Client.Answer answer = client.read(path);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isNotEmpty();
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("code").asString()).isEqualTo("UNAUTHORIZED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/health/started", "/health"})
    void probes_need_no_key(String path) {
        assertThat(client.read(path).status()).isEqualTo(200);
    }

    @Test
    void health_tells_strangers_the_state_and_no_more() {
        assertThat(client.read("/health").json().propertyNames()).containsExactlyInAnyOrder("status", "timestamp");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/collect,producer,200",
        "POST,/collect,analyst,403",
        "GET,/events,producer,200",
        "GET,/reports/company-analytics.csv,analyst,200",
        "GET,/reports/company-analytics.csv,producer,403",
        "POST,/validate,producer,200",
        "POST,/validate,analyst,403",
        "GET,/dead-letters,producer,403",
        "GET,/dead-letters/groups,producer,403",
        "GET,/dead-letters/replays,analyst,403",
        "POST,/dead-letters/replay,analyst,403",
        "POST,/schemas/preview,analyst,403",
        "POST,/jobs/process-events/executions,analyst,403",
        "POST,/jobs/process-events/executions,admin,202",
        "POST,/collect,admin,200"
    })
    void a_role_may_what_it_is_for(String method, String path, String role, int status) {
        Client.Answer answer = client.send(client.request(path)
                .header("Authorization", "Bearer " + key(role))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        method.equals("POST")
                                ? HttpRequest.BodyPublishers.ofString(path.startsWith("/jobs") ? "{}" : EVENT)
                                : HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void a_key_in_the_query_string_is_no_key() {
        for (String parameter : List.of("key", "api_key", "apikey", "X-API-Key", "access_token")) {
            Client.Answer answer = client.read("/events?" + parameter + "=" + key("admin"));

            assertThat(answer.status()).as(parameter).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isNotEmpty();
            assertThat(answer.text()).isEqualTo(client.read("/events").text());
        }
    }

    @Test
    void stored_keys_outlive_the_database_and_are_waited_for_after_a_cold_start_without_it() {
        assumeTrue(platform.postgres().isPresent(), "an external database is not ours to kill: unset POSTGRES_HOST");
        Client.Answer made = Waiting.until(
                HEALED, "the tables", () -> send("/keys", "admin", KEY), answer -> answer.status() == 201);
        String stored = made.json().path("key").asString();
        String before = runJob();

        platform.postgres().orElseThrow().kill();
        boolean away = true;
        try {
            assertThat(collect(stored).status()).isEqualTo(200);
            // Two looks of the background thread that find no database.
            Waiting.until(
                    HEALED, "health to tell", () -> health().contains("\"postgres_connected\":false"), down -> down);
            assertThat(collect(stored).status()).isEqualTo(200);

            platform.payara().kill();
            // It waits until the service is ready, which takes the database.
            CompletableFuture<Void> starting =
                    CompletableFuture.runAsync(() -> platform.payara().start());
            Waiting.until(HEALED, "the service to live", () -> statusOf("/health/started"), status -> status == 200);

            assertThat(client.read("/health/ready").status()).isEqualTo(503);
            assertThat(collect(PRODUCER).status()).isEqualTo(200);
            Client.Answer unknown = collect(stored);
            assertThat(unknown.status()).isEqualTo(503);
            assertThat(unknown.header("Retry-After")).isNotEmpty();
            platform.postgres().orElseThrow().start();
            away = false;
            starting.join();
        } finally {
            if (away) {
                platform.postgres().orElseThrow().start();
            }
        }
        Waiting.until(HEALED, "the keys to be known", () -> collect(stored).status(), status -> status == 200);
        Waiting.until(
                HEALED,
                "the service to be ready",
                () -> client.read("/health/ready").status(),
                status -> status == 200);
        // The job repository is there for a service that started without it, with all that it knew.
        String after = runJob();
        assertThat(new Sql(platform)
                        .rows("SELECT e.batchstatus FROM job_runs r JOIN batch.jbatchexecutioninstancedata e"
                                + " ON e.jobexecid = r.batch_execution_id WHERE r.run_id IN (" + before + "," + after
                                + ")"))
                .hasSize(2);
    }

    /** Its id, when it has completed. */
    private static String runJob() {
        Client.Answer started = send("/jobs/process-events/executions", "admin", "{}");
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        String id = started.json().path("execution_id").asString();
        Waiting.until(
                HEALED,
                "execution " + id,
                () -> client.send(client.request("/jobs/executions/" + id)
                                .header("X-API-Key", key("admin"))
                                .GET())
                        .json()
                        .path("status")
                        .asString(),
                "COMPLETED"::equals);
        return id;
    }

    /** 0 while nothing listens. */
    private static int statusOf(String path) {
        try {
            return client.read(path).status();
        } catch (UncheckedIOException notYet) {
            return 0;
        }
    }

    private static String health() {
        return client.send(client.request("/health")
                        .header("X-API-Key", key("admin"))
                        .GET())
                .text();
    }

    private static Client.Answer collect(String key) {
        return client.send(client.request("/collect")
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(EVENT)));
    }

    private static Client.Answer send(String path, String role, String body) {
        return client.send(client.request(path)
                .header("X-API-Key", key(role))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void a_wrong_setting_stops_the_start_with_one_line_that_names_it() {
        Map<String, String> settings = Map.of(
                "HOLDED_MODE", "production",
                "MINIO_ENDPOINT", "http://127.0.0.1:1",
                "MINIO_ACCESS_KEY", "minioadmin",
                "MINIO_SECRET_KEY", "a-secret",
                "POSTGRES_HOST", "127.0.0.1",
                "POSTGRES_USER", "holded",
                "POSTGRES_PASSWORD", "a-password");
        try (PayaraServer misconfigured = new PayaraServer(
                Home.explodedWar(),
                folder.resolve("payara"),
                Ports.free(),
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                settings,
                folder.resolve("run"),
                folder.resolve("payara.log"))) {

            assertThatThrownBy(misconfigured::start)
                    .isInstanceOf(LocalProblem.class)
                    .message()
                    .contains("HOLDED_ADMIN_KEY is missing")
                    .contains("MINIO_ACCESS_KEY is a well-known default");
            assertThat(misconfigured.process()).isEmpty();
        }
    }

    private static String key(String role) {
        return switch (role) {
            case "producer" -> PRODUCER;
            case "analyst" -> ANALYST;
            default -> platform.adminKey().reveal();
        };
    }
}
