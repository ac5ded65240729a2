package com.holded.pipeline.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Events that are JSON and yet wrong, or only look so. The wrong ones are rejected with their reason and kept as they
 * came; their neighbours never notice.
 */
@ExtendWith(RunningPlatform.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadValuesIT {
    private static final String COMPANY = "\"company_id\":\"bad_values\"";
    private static final String TIME = "\"timestamp\":1772705555000";
    private static final String TYPE = "\"event_type\":\"T\"";

    private final Client client;
    private final RunningPlatform running;

    BadValuesIT(RunningPlatform running) {
        this.running = running;
        this.client = new Client(running.platform());
    }

    static Stream<Arguments> rejected() {
        return Stream.of(
                // Names
                wrong("DUPLICATE_KEY /id", with("\"id\":\"a\",\"id\":\"b\"")),
                wrong("DUPLICATE_KEY /data/a/b", with("\"data\":{\"a\":{\"b\":1,\"b\":1}}")),
                wrong("DUPLICATE_KEY /company_id", with("\"company_id\":\"other\"")),
                wrong("BAD_CHARACTER", with("\"a\\u0000b\":1")),
                wrong("BAD_CHARACTER", with("\"a\\ud800\":1")),
                wrong("STRING_TOO_LONG", with("\"" + "n".repeat(257) + "\":1")),
                // Numbers
                wrong("NUMBER_RANGE /amount", with("\"amount\":1e400")),
                wrong("NUMBER_RANGE /amount", with("\"amount\":1e131071")),
                wrong("NUMBER_RANGE /amount", with("\"amount\":1e400000000")),
                wrong("NUMBER_RANGE /amount", with("\"amount\":1e-400000000")),
                wrong("NUMBER_RANGE /amount", with("\"amount\":1e309")),
                wrong("NUMBER_RANGE /amount", with("\"amount\":1" + "0".repeat(38))),
                wrong("NUMBER_RANGE /amount", with("\"amount\":\"1" + "0".repeat(38) + "\"")),
                wrong("NUMBER_RANGE /amount", with("\"amount\":" + "9".repeat(10_000))),
                wrong("NUMBER_RANGE /metadata/n", with("\"metadata\":{\"n\":" + "9".repeat(200_000) + "}")),
                // Text
                wrong("STRING_TOO_LONG /note", with("\"note\":\"" + "a".repeat(65_537) + "\"")),
                wrong("STRING_TOO_LONG /note", with("\"note\":\"" + "ñ".repeat(32_769) + "\"")),
                wrong("BAD_CHARACTER /note", with("\"note\":\"a\\u0000b\"")),
                wrong("BAD_CHARACTER /note", with("\"note\":\"\\ud800\"")),
                wrong("BAD_CHARACTER /note", with("\"note\":\"\\udc00\\ud800\"")),
                wrong("EVENT_TOO_LARGE", with("\"notes\":[" + ("\"" + "a".repeat(60_000) + "\",").repeat(5) + "1]")),
                // No events
                wrong("NOT_AN_EVENT", "null"),
                wrong("NOT_AN_EVENT", "[]"),
                wrong("NOT_AN_EVENT", "1"),
                wrong("NOT_AN_EVENT", "true"),
                wrong("NOT_AN_EVENT", "\"text\""),
                wrong("NOT_AN_EVENT", "[{}]"),
                wrong("MISSING_FIELD /attributes", "{}"),
                // Message ids
                wrong("BAD_TYPE /event_id", with("\"event_id\":null")),
                wrong("BAD_TYPE /event_id", with("\"event_id\":7")),
                wrong("BAD_TYPE /event_id", with("\"event_id\":{}")),
                wrong("BAD_ID /event_id", with("\"event_id\":\"\"")),
                wrong("BAD_ID /event_id", with("\"event_id\":\"  \"")),
                wrong("BAD_ID /event_id", with("\"event_id\":\"" + "i".repeat(129) + "\"")),
                wrong("BAD_ID /event_id", with("\"event_id\":\"" + "i".repeat(3_000) + "\"")),
                wrong("BAD_ID /event_id", with("\"event_id\":\"" + "%2".repeat(6_400) + "\"")),
                // Identifiers that want to be something else
                wrong("BAD_ID /event_id", with("\"event_id\":\"../../etc/passwd\"")),
                wrong("BAD_ID /event_id", with("\"event_id\":\"..\\\\\"")),
                wrong("BAD_ID /event_id", with("\"event_id\":\"%2e%2e%2f\"")),
                wrong("BAD_ID /event_id", with("\"event_id\":\"C:\\\\x\"")),
                wrong("BAD_ID /company_id", of("../../etc/passwd")),
                wrong("BAD_ID /company_id", of("/abs")),
                wrong("BAD_ID /company_id", of("a/b")),
                wrong("BAD_ID /company_id", of("' OR 1=1--")),
                wrong("BAD_ID /company_id", of("\\\"; DROP TABLE events;--")),
                wrong("BAD_ID /company_id", of("$$")),
                wrong("BAD_ID /company_id", of("\\\\'")),
                wrong("BAD_ID /company_id", of("acme ")),
                wrong("BAD_ID /company_id", of("İ")),
                wrong("BAD_ID /company_id", of("")),
                wrong("BAD_ID /user_id", with("\"user_id\":\"a b\"")),
                // Times
                wrong("BAD_TIMESTAMP /timestamp", at("-1")),
                wrong("BAD_TIMESTAMP /timestamp", at("0")),
                wrong("BAD_TIMESTAMP /timestamp", at("946684799999")),
                wrong("BAD_TIMESTAMP /timestamp", at("\"1969-12-31T23:59:59Z\"")),
                wrong("BAD_TIMESTAMP /timestamp", at("\"0000-01-01T00:00:00Z\"")),
                wrong("BAD_TIMESTAMP /timestamp", at("\"-0001-01-01T00:00:00Z\"")),
                wrong("BAD_TIMESTAMP /timestamp", at("\"+9999999-01-01T00:00:00Z\"")),
                wrong("BAD_TIMESTAMP /timestamp", at("\"+290000-01-01T00:00:00Z\"")),
                wrong("BAD_TIMESTAMP /timestamp", at("9223372036854775807")),
                wrong("BAD_TIMESTAMP /timestamp", at("99999999999999999999999999")),
                wrong("BAD_TIMESTAMP /timestamp", at("1772705555000.5")),
                wrong("BAD_TIMESTAMP /timestamp", at("\"2026-03-05T10:12:35\"")),
                wrong("BAD_TIMESTAMP /timestamp", at("\"2026-02-30T10:12:35Z\"")),
                wrong("BAD_TIMESTAMP /timestamp", at("\"\"")),
                wrong("BAD_TIMESTAMP /timestamp", at("true")),
                // Amounts
                wrong("BAD_TYPE /amount", with("\"amount\":\"12,50\"")),
                wrong("BAD_TYPE /amount", with("\"amount\":\"1e3\"")),
                wrong("BAD_TYPE /amount", with("\"amount\":\"\"")),
                wrong("BAD_TYPE /amount", with("\"amount\":\" 1\"")),
                wrong("BAD_TYPE /amount", with("\"amount\":\"+1\"")),
                wrong("BAD_TYPE /amount", with("\"amount\":\"NaN\"")),
                wrong("BAD_TYPE /amount", with("\"amount\":true")),
                wrong("BAD_TYPE /amount", with("\"amount\":{}")),
                // Texts that have to be printable
                wrong("BAD_TEXT /event_type", "{\"event_type\":\"a\\nb\"," + COMPANY + "," + TIME + "}"),
                wrong("BAD_TEXT /event_type", "{\"event_type\":\"\"," + COMPANY + "," + TIME + "}"),
                wrong(
                        "BAD_TEXT /event_type",
                        "{\"event_type\":\"" + "t".repeat(257) + "\"," + COMPANY + "," + TIME + "}"),
                wrong("BAD_TEXT /currency", with("\"amount\":1,\"currency\":\"EURO\"")),
                wrong("BAD_TEXT /currency", with("\"amount\":1,\"currency\":\"eur\"")),
                // Both envelopes at once
                wrong("AMBIGUOUS_ENVELOPE", "{\"attributes\":{},\"headers\":{}}"));
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource
    void rejected(String expected, String bad) {
        JsonNode answer = client.post(
                        "/collect",
                        "[" + with("\"event_id\":\"first\"") + ",  " + bad + "\n," + with("\"event_id\":\"last\"")
                                + "]")
                .json();

        assertThat(statuses(answer)).containsExactly("accepted", "rejected", "accepted");
        assertThat(answer.at("/results/1/errors").valueStream().map(BadValuesIT::reasonAndPointer))
                .anySatisfy(error -> assertThat(error).startsWith(expected));
        String stored = client.read(
                        "/events/" + answer.at("/results/1/event_id").asString())
                .text();
        assertThat(stored).contains("\"original_holded_event\":" + bad).contains("\"status\":\"rejected\"");
    }

    static Stream<String> accepted() {
        return Stream.of(
                with("\"amount\":9007199254740993"),
                with("\"amount\":\"12.50\""),
                with("\"amount\":-0"),
                with("\"amount\":-1"),
                with("\"amount\":0.00001"),
                with("\"amount\":100000000000000"),
                with("\"amount\":" + "9".repeat(38)),
                with("\"amount\":1e-300"),
                with("\"amount\":0.1"),
                with("\"note\":\"\uFFFE\uDBFF\uDFFF\""),
                with("\"note\":\"👩‍👩‍👧‍👦 e" + "\u0301".repeat(10_000) + "\""),
                with("\"note\":\"" + "a".repeat(65_536) + "\""),
                with("\"" + "n".repeat(256) + "\":1"),
                with("\"note\":\"' OR 1=1-- \\\"; DROP TABLE events;-- $$ \\\\'\""),
                with("\"note\":\"${jndi:ldap://x} #{7*7} $P{x} $F{x} {{7*7}} %s%n\""),
                with("\"note\":\"<script>alert(1)</script>\\\"><img onerror=x> javascript:x\""),
                with(
                        "\"__proto__\":{\"a\":1},\"constructor\":1,\"@type\":\"x\",\"@class\":\"java.lang.Runtime\",\"$ref\":\"#\""),
                with(
                        "\"received_at\":1,\"enriched\":true,\"tenant\":\"other\",\"role\":\"admin\",\"status\":\"rejected\""),
                of("ACME"),
                of("acme"),
                of("CON"),
                of("a".repeat(128)),
                at("946684800000"),
                at("\"2023-03-26T02:30:00+01:00\""),
                at("\"2023-10-29T02:30:00+02:00\""),
                "{\"event_type\":\"Never\\\\Seen\\\\Before\"," + COMPANY + "," + TIME + "}");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource
    void accepted(String event) {
        JsonNode answer = client.post("/collect", event).json();

        assertThat(statuses(answer)).as(answer.toString()).containsExactly("accepted");
        String stored = client.read(
                        "/events/" + answer.at("/results/0/event_id").asString())
                .text();
        assertThat(stored).contains("\"original_holded_event\":" + event).contains("\"status\":\"accepted\"");
    }

    @Test
    void what_a_caller_says_of_reception_is_not_believed() {
        JsonNode answer = client.post(
                        "/collect", with("\"received_at\":1,\"package_id\":\"mine\",\"correlation_id\":\"x\""))
                .json();

        JsonNode stored = client.read(
                        "/events/" + answer.at("/results/0/event_id").asString())
                .json();

        assertThat(stored.path("package_id")).isEqualTo(answer.path("package_id"));
        assertThat(stored.path("correlation_id")).isEqualTo(answer.path("package_id"));
        assertThat(stored.path("timestamp")).isEqualTo(answer.at("/results/0/timestamp"));
    }

    @Test
    void an_empty_package_has_an_empty_result() {
        Client.Answer answer = client.post("/collect", "[]");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("results").size()).isZero();
        assertThat(answer.json().path("total_processed").asInt(-1)).isZero();
    }

    @Test
    void one_bad_event_among_ten_thousand_is_rejected_in_its_place() {
        for (int place : List.of(0, 5_000, 9_999)) {
            StringBuilder body = new StringBuilder("[");
            for (int index = 0; index < 10_000; index++) {
                body.append(index == 0 ? "" : ",")
                        .append(index == place ? "7" : with("\"event_id\":\"m" + index + "\""));
            }

            JsonNode answer =
                    client.post("/collect", body.append(']').toString()).json();

            assertThat(answer.path("rejected").asInt()).isEqualTo(1);
            assertThat(answer.path("accepted").asInt()).isEqualTo(9_999);
            assertThat(statuses(answer).indexOf("rejected")).isEqualTo(place);
        }
    }

    @Test
    void too_many_events_are_refused_however_many() {
        String million = "[" + "{},".repeat(1_000_000) + "{}]";

        Client.Answer answer = client.post("/collect", million);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("code").asString()).isEqualTo("TOO_MANY_EVENTS");
    }

    @Test
    void a_string_that_fills_the_body_is_refused_with_it() {
        Client.Answer answer = client.post("/collect", with("\"note\":\"" + "a".repeat(20 << 20) + "\""));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("code").asString()).isEqualTo("BODY_TOO_LARGE");
    }

    @Test
    void no_number_is_ever_calculated_with() {
        String hostile = with("\"a\":1e400000000") + ",";

        JsonNode answer =
                client.post("/collect", "[" + hostile.repeat(9_999) + "{}]").json();

        // Ten thousand times 10^400000000 in memory, or even once, would not come to this end.
        assertThat(answer.path("rejected").asInt()).isEqualTo(10_000);
    }

    @Test
    void the_same_message_twice_in_a_package_is_answered_twice() {
        String event = with("\"event_id\":\"twice\"");

        JsonNode answer =
                client.post("/collect", "[" + event + "," + event + "]").json();

        assertThat(statuses(answer)).containsExactly("accepted", "accepted");
    }

    @Test
    void no_name_in_an_event_becomes_a_name_in_the_bucket() {
        Bucket bucket = new Bucket(running.platform());
        Set<String> before = Set.copyOf(bucket.keys(""));

        client.post("/collect", "[" + of("../../dead-letter/x") + "," + with("\"event_id\":\"/abs\"") + "]");

        List<String> added = new ArrayList<>(bucket.keys(""));
        added.removeAll(before);
        assertThat(added).isNotEmpty().allSatisfy(key -> assertThat(key)
                .matches("(raw-events|events|dead-letter|idempotency)/\\d{4}/\\d\\d/\\d\\d/[\\w./-]+")
                .doesNotContain(".."));
    }

    private static Arguments wrong(String reason, String event) {
        return Arguments.of(reason, event);
    }

    private static String with(String members) {
        return "{" + TYPE + "," + COMPANY + "," + TIME + "," + members + "}";
    }

    private static String of(String company) {
        return "{" + TYPE + ",\"company_id\":\"" + company + "\"," + TIME + "}";
    }

    private static String at(String time) {
        return "{" + TYPE + "," + COMPANY + ",\"timestamp\":" + time + "}";
    }

    private static List<String> statuses(JsonNode answer) {
        return answer.path("results")
                .valueStream()
                .map(result -> result.path("status").asString())
                .toList();
    }

    private static String reasonAndPointer(JsonNode error) {
        return error.path("reason").asString() + " " + error.path("pointer").asString();
    }
}
