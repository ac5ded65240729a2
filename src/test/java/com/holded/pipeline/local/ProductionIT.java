package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Client;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
                .with(Setting.JOB_SCHEDULE_INTERVAL, "PT0S"));
        client = new Client(platform);
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
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
        "GET,/dead-letters,producer,403",
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
                                ? HttpRequest.BodyPublishers.ofString(EVENT)
                                : HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(status);
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
