package com.holded.pipeline.limits;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Client.Answer;
import com.holded.pipeline.testing.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits per key on the running product; each test has keys of its own. */
class RateLimitIT {
    private static final int EVENTS = 50;
    private static final int REQUESTS = 20;

    @TempDir
    private static Path folder;

    private static LocalPlatform platform;
    private static Client client;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(LocalPlatform.Options.forTests(folder.resolve("data"))
                .with(Setting.RATE_LIMIT_EVENTS_PER_SECOND, Integer.toString(EVENTS))
                .with(Setting.RATE_LIMIT_REQUESTS_PER_SECOND, Integer.toString(REQUESTS))
                .with(Setting.RATE_LIMIT_BURST, "PT1S")
                .with(Setting.JOB_SCHEDULE, "PT0S"));
        client = new Client(platform);
        Waiting.until(
                Duration.ofMinutes(1),
                "the bucket and the tables",
                () -> client.read("/health").text(),
                health -> health.contains("\"degraded\":false"));
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void a_large_package_passes_and_the_next_is_refused_unread_until_the_debt_is_paid() throws IOException {
        String loud = key("loud", "");
        String quiet = key("quiet", "");
        int size = EVENTS * 4;

        Answer large = collect(loud, "rate-large", size);
        String unread = collectWithoutBody(loud);
        Answer refused = collect(loud, "rate-refused", 1);
        Answer other = collect(quiet, "rate-quiet", 1);
        Answer reading = get("/events?company=rate-refused", loud);

        assertThat(large.status()).isEqualTo(200);
        assertThat(large.json().path("accepted").asInt()).isEqualTo(size);
        assertThat(large.header("RateLimit-Policy")).isEqualTo("\"requests\";q=20;w=1, \"events\";q=50;w=1");
        assertThat(large.header("RateLimit")).contains("\"events\";r=0;t=4");
        assertThat(unread).startsWith("HTTP/1.1 429 ");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.json().path("code").asString()).isEqualTo("RATE_LIMITED");
        assertThat(refused.json().path("limit").asString()).isEqualTo("events");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 4);
        assertThat(refused.response().headers().allValues("RateLimit")).hasSize(1);
        assertThat(other.status()).isEqualTo(200);
        assertThat(reading.json().path("total").asInt(-1))
                .as("stored of what was refused")
                .isZero();
        assertThat(reading.header("RateLimit-Policy")).isEqualTo("\"requests\";q=20;w=1");
        Waiting.until(
                Duration.ofSeconds(10),
                "the debt to be paid",
                () -> collect(loud, "rate-later", 1).status(),
                status -> status == 200);
    }

    @Test
    void requests_beyond_the_burst_are_refused_to_one_key_and_counted() {
        String loud = key("many requests", "");
        String quiet = key("few requests", "");

        long refused = IntStream.range(0, REQUESTS * 10)
                .map(i -> get("/schemas/ids/1", loud).status())
                .filter(status -> status == 429)
                .count();
        Answer other = get("/schemas/ids/1", quiet);

        assertThat(refused).isPositive();
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.header("RateLimit")).startsWith("\"requests\";r=19");
        assertThat(get("/metrics?scope=application", platform.adminKey().reveal())
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("holded_rate_limited_total{"))
                        .filter(line -> line.contains("limit=\"requests\"")))
                .singleElement()
                .satisfies(line -> assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                        .isGreaterThanOrEqualTo(refused));
    }

    @Test
    void a_key_has_its_own_limits_before_the_configured_ones() {
        String favoured = key("favoured", ",\"limits\":{\"events_per_second\":100000}");

        assertThat(collect(favoured, "rate-favoured", 500).status()).isEqualTo(200);
        Answer second = collect(favoured, "rate-favoured", 500);

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("RateLimit-Policy")).isEqualTo("\"requests\";q=20;w=1, \"events\";q=100000;w=1");
    }

    @Test
    void probes_are_never_refused() {
        assertThat(IntStream.range(0, REQUESTS * 5)
                        .map(i -> client.read("/health/live").status()))
                .containsOnly(200);
    }

    private static String key(String name, String more) {
        HttpRequest.Builder request = client.request("/keys")
                .header("X-API-Key", platform.adminKey().reveal())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"" + name + "\",\"role\":\"producer\"" + more + "}"));
        return Waiting.until(Duration.ofSeconds(10), "a key", () -> client.send(request), made -> made.status() == 201)
                .json()
                .path("key")
                .asString();
    }

    private static Answer collect(String key, String company, int events) {
        String body = IntStream.range(0, events)
                .mapToObj(i -> "{\"event_type\":\"T\",\"company_id\":\"" + company + "\",\"timestamp\":1772705555000}")
                .collect(Collectors.joining(",", "[", "]"));
        return client.send(client.request("/collect")
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** The first line of the answer to a request that announces a body and never sends it. */
    private static String collectWithoutBody(String key) throws IOException {
        URI service = platform.service();
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("POST /collect HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
                            .getBytes(US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
        }
    }

    private static Answer get(String path, String key) {
        return client.send(client.request(path).header("X-API-Key", key).GET());
    }
}
