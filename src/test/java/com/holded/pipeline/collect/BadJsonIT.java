package com.holded.pipeline.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.MutatedBodies;
import com.holded.pipeline.testing.RunningPlatform;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no JSON, are nearly JSON, or are JSON of a kind that readers differ about (as in JSONTestSuite). */
@ExtendWith(RunningPlatform.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadJsonIT {
    private static final int MUTATIONS = 3_000;

    private final Client client;
    private final Path log;

    BadJsonIT(RunningPlatform running) {
        this.client = new Client(running.platform());
        this.log = running.log();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Numbers
                "[NaN]",
                "[Infinity]",
                "[-Infinity]",
                "[-NaN]",
                "[nan]",
                "[01]",
                "[0123]",
                "[-01]",
                "[1.]",
                "[.1]",
                "[-.1]",
                "[+1]",
                "[++1]",
                "[- 1]",
                "[-]",
                "[0x1A]",
                "[0x]",
                "[1e]",
                "[1e+]",
                "[1eE2]",
                "[1.e1]",
                "[1.2.3]",
                "[1 000]",
                "[1_000]",
                "[0.e1]",
                "[2.e+3]",
                "[1a]",
                "[-1x]",
                "[\uff11]",
                "[1e1.5]",
                "[--1]",
                "[0e]",
                "[0E+]",
                "[1,000,]",
                // Arrays
                "[",
                "[1",
                "[1,",
                "[,1]",
                "[1,,2]",
                "[1,]",
                "[,]",
                "[1]]",
                "[1 2]",
                "[1:2]",
                "[\"a\" 1]",
                "[1]x",
                "[1],",
                "[}",
                "[[]",
                "[]]",
                "]",
                "[1\n",
                "[*]",
                "[1}",
                "[\"\",",
                "[x]",
                "[\u00e9]",
                // Objects
                "{",
                "{]",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{\"a\"::1}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{[]:1}",
                "{\"a\",1}",
                "{,}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\":1}}",
                "{\"a\":1}#",
                "{\"a\":1}/**/",
                "{\"a\":/*c*/1}",
                "{\"a\":1}//",
                "{\"a\":1}{",
                "{\"a\":1}[]",
                "{}x",
                "{}{}",
                "{\"a\"}",
                "{\"a\":}",
                "{:1}",
                "{\"a\":\"b\"/",
                "{\"a\":'b'}",
                // Strings
                "[\"]",
                "[\"a]",
                "[\"a\\\"]",
                "[\"\\x00\"]",
                "[\"\\u\"]",
                "[\"\\u12\"]",
                "[\"\\u123g\"]",
                "[\"\\U0041\"]",
                "[\"\\a\"]",
                "[\"\\ \"]",
                "[\"\t\"]",
                "[\"\n\"]",
                "[\"\u0001\"]",
                "[\"\u001f\"]",
                "[\"\u0000\"]",
                "['a']",
                "[a]",
                "[\"a\" \"b\"]",
                "[\"\\\ud83d\"]",
                // Literals, white space and roots
                "[tru]",
                "[True]",
                "[nul]",
                "[NULL]",
                "[fals]",
                "[undefined]",
                "[truetrue]",
                "[\u00a0]",
                "[\u2060]",
                "[\f]",
                "[\u000b]",
                "<html>",
                "#",
                "//",
                "/* */",
                "abc",
                "\"a",
                "{}\u0000",
                "[]\u0000",
                "\u0000{}",
                "*",
                "--",
                "@",
                "?>",
                "$",
                "a=b&c=d"
            })
    void what_is_no_json_is_refused_with_its_place(String body) {
        Client.Answer answer = client.post("/collect", body);

        assertThat(answer.status()).as(answer.text()).isIn(400, 415);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        if (answer.status() == 400) {
            assertThat(answer.json().path("code").asString()).isEqualTo("MALFORMED_JSON");
            assertThat(answer.json().path("line").asString()).matches("[1-9]\\d*");
            assertThat(answer.json().path("column").asString()).matches("[1-9]\\d*");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[ ]",
                " [] ",
                "\t\r\n[]\n",
                "[0]",
                "[-0]",
                "[-0.0]",
                "[1e1]",
                "[1E+1]",
                "[1e-1]",
                "[0e+1]",
                "[123.456e78]",
                "[\"\"]",
                "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
                "[\"\\u0041\"]",
                "[\"\\uD834\\uDD1E\"]",
                "[\"\u007f\"]",
                "[\"\u2028\u2029\"]",
                "[\"\ufdd0\uffff\"]",
                "[\"\ud83d\ude00\"]",
                "[\"/* */\"]",
                "[null,true,false]",
                "[[[]]]",
                "[{}]",
                "{}",
                "{\"\":0}",
                "{\"a\":{}}",
                "{\"a\":[{\"b\":[]}]}",
                "{\"\\u0041\":1}",
                "[\"a\",1,{\"b\":null}]",
                // Readers differ about these: they are JSON, and what they hold is judged event by event.
                "[1e9999]",
                "[-1e9999]",
                "[123123123123123123123123123123123123123123]",
                "[0.4e00669999999999999999999]",
                "[\"\\ud800\"]",
                "[\"\\udc00\"]",
                "[\"\\ud800\\ud800\"]",
                "[\"\\ud800x\"]",
                "[\"\\u0000\"]",
                "{\"a\":1,\"a\":2}",
                "{\"\\ud800\":1}"
            })
    void what_is_json_is_judged_event_by_event(String body) {
        Client.Answer answer = client.post("/collect", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("accepted").asInt(-1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "1", "-1.5e3", "\"\"", "\"text\"", "null", " null "})
    void a_lone_value_is_no_package(String body) {
        Client.Answer answer = client.post("/collect", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo("NOT_AN_EVENT");
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 100, 1_000, 100_000})
    void nesting_is_taken_to_its_limit(int depth) {
        Client.Answer closed = client.post("/collect", "[".repeat(depth) + "]".repeat(depth));
        Client.Answer objects = client.post("/collect", "{\"a\":".repeat(depth) + "1" + "}".repeat(depth));

        assertThat(closed.json().path("code").asString()).isEqualTo("TOO_DEEP");
        assertThat(objects.json().path("code").asString()).isEqualTo("TOO_DEEP");
        assertThat(client.post("/collect", "[".repeat(64) + "]".repeat(64)).status())
                .isEqualTo(200);
    }

    @Test
    void no_part_of_a_body_is_taken_for_the_whole() throws IOException {
        byte[] body = Files.readAllBytes(Path.of("src/test/resources/events/good/form-c.json"));
        int end = new String(body, StandardCharsets.ISO_8859_1).stripTrailing().length();
        for (int length = 0; length < end; length++) {
            Client.Answer answer = post(Arrays.copyOf(body, length));

            assertThat(answer.status()).as("the first " + length).isEqualTo(400);
            assertThat(answer.json().path("code").asString()).isIn("EMPTY_BODY", "MALFORMED_JSON", "BAD_UTF8");
        }
    }

    @Test
    void thousands_of_spoilt_bodies_leave_no_trace() throws IOException {
        MutatedBodies bodies = new MutatedBodies();
        long logged = Files.size(log);
        for (long seed = 0; seed < MUTATIONS; seed++) {
            Client.Answer answer = post(bodies.of(seed));

            assertThat(answer.status()).as("seed " + seed).isIn(200, 400, 415);
        }

        assertThat(client.read("/health").status()).isEqualTo(200);
        assertThat(client.read("/metrics?scope=application").text())
                .containsPattern("holded_collect_in_flight_bytes(\\{[^}]*})? 0(\\.0)?\\s");
        assertThat(Files.readString(log, StandardCharsets.ISO_8859_1).substring((int) logged))
                .doesNotContain("\tat ", "Exception", "SEVERE");
    }

    private Client.Answer post(byte[] body) {
        return client.send(client.request("/collect")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
    }
}
