package com.holded.pipeline.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Collection over HTTP, as producers use and misuse it. */
@ExtendWith(RunningPlatform.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CollectIT {
    private static final int A_BODY_THAT_IS_TOO_LARGE = 64 << 20;

    private final Client client;

    CollectIT(RunningPlatform platform) {
        this.client = new Client(platform.platform());
    }

    @Test
    void the_way_of_use_that_existing_producers_know_goes_on() throws IOException {
        String body = Files.readString(Path.of("src/test/resources/events/good/package-mixed.json"));

        JsonNode answer = client.post("/collect", body).json();

        assertThat(answer.path("total_processed").asInt()).isEqualTo(5);
        assertThat(answer.path("results").size()).isEqualTo(5);
        String id = answer.at("/results/0/event_id").asString();
        JsonNode stored = client.read("/events/" + id).json();
        assertThat(stored.propertyNames())
                .contains(
                        "event_id",
                        "package_id",
                        "correlation_id",
                        "event_type",
                        "company_id",
                        "user_id",
                        "timestamp",
                        "holded_timestamp",
                        "target_subscription",
                        "message_id",
                        "platform",
                        "tracked_device",
                        "original_holded_event");
        assertThat(stored.path("correlation_id")).isEqualTo(stored.path("package_id"));
        assertThat(stored.at("/original_holded_event/data/amount").asString()).isEqualTo("123.45");
        JsonNode listed = client.read("/events?limit=5").json();
        assertThat(listed.at("/events/0").propertyNames()).contains("event_id", "object_name", "size", "last_modified");
        assertThat(listed.path("total").asInt()).isGreaterThanOrEqualTo(5);
        assertThat(client.read("/health").json().propertyNames()).contains("status", "timestamp", "minio_connected");
    }

    @Test
    void one_bad_event_never_harms_its_neighbours() {
        JsonNode answer = client.post(
                        "/collect",
                        "[" + good("neighbour-1") + ",3,{\"event_type\":\"T\"}," + good("neighbour-2") + "]")
                .json();

        assertThat(answer.path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.path("rejected").asInt()).isEqualTo(2);
        assertThat(answer.path("results").valueStream().map(result -> result.path("status")
                        .asString()))
                .containsExactly("accepted", "rejected", "rejected", "accepted");
        assertThat(answer.at("/results/1/errors/0/reason").asString()).isEqualTo("NOT_AN_EVENT");
        assertThat(answer.at("/results/2/errors")
                        .valueStream()
                        .map(error -> error.path("reason").asString() + " "
                                + error.path("pointer").asString()))
                .contains("MISSING_FIELD /company_id", "MISSING_FIELD /timestamp");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|400|EMPTY_BODY",
                "this is no JSON|400|MALFORMED_JSON",
                "[{\"event_type\":|400|MALFORMED_JSON",
                "{\"amount\":NaN}|400|MALFORMED_JSON",
                "{}{}|400|MALFORMED_JSON",
                "[{},]|400|MALFORMED_JSON",
                "null|400|NOT_AN_EVENT",
                "3|400|NOT_AN_EVENT",
                "\"x\"|400|NOT_AN_EVENT"
            })
    void a_body_that_is_no_package_is_refused_whole(String body, int status, String code) {
        Client.Answer answer = client.post("/collect", body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
        assertThat(answer.text()).doesNotContain("Exception").doesNotContain("com.holded");
    }

    @Test
    void nesting_beyond_the_limit_is_refused_however_deep() {
        Client.Answer answer = client.post("/collect", "[".repeat(100_000));

        assertThat(answer.json().path("code").asString()).isEqualTo("TOO_DEEP");
    }

    @Test
    void a_body_beyond_the_limit_is_refused() {
        byte[] body = new byte[A_BODY_THAT_IS_TOO_LARGE];
        Arrays.fill(body, (byte) ' ');

        Client.Answer answer = client.send(client.request("/collect")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("code").asString()).isEqualTo("BODY_TOO_LARGE");
    }

    @Test
    void a_package_of_too_many_events_is_refused_whole() {
        Client.Answer answer = client.post("/collect", "[" + "{},".repeat(10_000) + "{}]");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("code").asString()).isEqualTo("TOO_MANY_EVENTS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "multipart/form-data", "application/json; charset=iso-8859-1"})
    void another_content_type_is_refused(String type) {
        Client.Answer answer = client.send(client.request("/collect")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(good("content-type"))));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.json().path("code").asString()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void compressed_bodies_are_taken() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(good("gzip").getBytes(StandardCharsets.UTF_8));
        }

        Client.Answer answer = client.send(client.request("/collect")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip.toByteArray())));

        assertThat(answer.json().path("accepted").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "no-id,400,BAD_PARAMETER",
        "1e9,400,BAD_PARAMETER",
        "a%2fb,400,BAD_PARAMETER",
        "00000000-0000-7000-8000-000000000000,404,NOT_FOUND",
        "f47ac10b-58cc-4372-a567-0e02b2c3d479,404,NOT_FOUND"
    })
    void an_event_is_found_by_its_exact_id_alone(String id, int status, String code) {
        Client.Answer answer = client.read("/events/" + id);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }

    @Test
    void a_request_that_is_sent_again_with_its_key_gets_the_first_answer() {
        String key = "\"" + UUID.randomUUID() + "\"";
        String body = "[" + good("once") + ",3]";

        Client.Answer first = client.send(once(key, body));
        Client.Answer again = client.send(once(key, body));
        Client.Answer other = client.send(once(key, "[" + good("other") + "]"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().path("code").asString()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    private HttpRequest.Builder once(String key, String body) {
        return client.request("/collect")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body));
    }

    @Test
    void the_event_is_kept_value_for_value() {
        String sent =
                "{\"event_type\":\"T\",\"company_id\":\"exact\",\"timestamp\":1772705555000,\"event_id\":\"exact\","
                        + "\"amount\":1.10,\"big\":9007199254740993,\"text\":\"ñ € \\ud83d\\ude00\",\"e\":1e2}";

        String id = Client.ids(client.post("/collect", sent).json(), "accepted").get(0);

        assertThat(client.read("/events/" + id).text()).contains(sent);
    }

    @Test
    void the_ids_of_a_package_are_unique_and_in_order() {
        JsonNode answer = client.post("/collect", "[" + good("o1") + "," + good("o2") + "," + good("o3") + "]")
                .json();

        List<String> ids = Client.ids(answer, "accepted");

        assertThat(ids).doesNotHaveDuplicates().isSorted();
    }

    private static String good(String messageId) {
        return "{\"event_id\":\"" + messageId + "\",\"event_type\":\"T\",\"company_id\":\"collect_it\","
                + "\"timestamp\":1772705555000}";
    }
}
