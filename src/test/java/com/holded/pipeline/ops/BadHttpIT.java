package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RawHttp;
import com.holded.pipeline.testing.RunningPlatform;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no HTTP client sends and an attacker does. */
@ExtendWith(RunningPlatform.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadHttpIT {
    private static final String HOST = "Host: localhost\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String EVENT =
            "{\"event_type\":\"T\",\"company_id\":\"bad_http\",\"timestamp\":1772705555000}";
    private static final String POST = "POST /collect HTTP/1.1\r\n" + HOST + JSON;
    private static final String LENGTH = "Content-Length: " + EVENT.length() + "\r\n";
    private static final String SMUGGLED =
            ("POST /collect HTTP/1.1\r\n" + HOST + JSON + LENGTH + "\r\n" + EVENT).replace("bad_http", "smuggled");
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    private final RunningPlatform platform;
    private final Client client;

    BadHttpIT(RunningPlatform platform) {
        this.platform = platform;
        this.client = new Client(platform.platform());
    }

    @AfterEach
    void nothing_was_smuggled_and_the_service_is_well() {
        assertThat(client.read("/events?company=smuggled").json().path("total").asInt(-1))
                .isZero();
        assertThat(client.read("/health").status()).isEqualTo(200);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                // Where does the body end?
                wrong(400, POST + LENGTH + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
                wrong(400, POST + "Transfer-Encoding: chunked\r\n" + LENGTH + "\r\n0\r\n\r\n" + SMUGGLED),
                wrong(400, POST + LENGTH + "Content-Length: 0\r\n\r\n" + SMUGGLED),
                wrong(400, POST + LENGTH + LENGTH + "\r\n" + EVENT + SMUGGLED),
                wrong(400, POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
                wrong(400, POST + "Transfer-Encoding: xchunked\r\n\r\n" + SMUGGLED),
                wrong(400, POST + "Transfer-Encoding: chunked, identity\r\n\r\n" + SMUGGLED),
                wrong(400, POST + "Transfer-Encoding:\u000bchunked\r\n\r\n" + SMUGGLED),
                wrong(400, POST.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
                wrong(400, POST + "Content-Length: -1\r\n\r\n" + SMUGGLED),
                wrong(400, POST + "Content-Length: +2\r\n\r\n{}" + SMUGGLED),
                wrong(400, POST + "Content-Length: 0x2\r\n\r\n{}" + SMUGGLED),
                wrong(400, POST + "Content-Length: 99999999999999999999\r\n\r\n{}"),
                // Chunks
                wrong(400, CHUNKED + "ffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
                wrong(400, CHUNKED + "-2\r\n{}\r\n0\r\n\r\n"),
                wrong(400, CHUNKED + "2;ext=\"\r\n{}\r\n0\r\n\r\n"),
                wrong(400, CHUNKED + "2\n{}\n0\n\n"),
                wrong(400, CHUNKED + "zz\r\n{}\r\n0\r\n\r\n"),
                wrong(400, CHUNKED + "2\r\n{}XX0\r\n\r\n" + SMUGGLED),
                // Headers
                wrong(400, POST + LENGTH + "X-A: a\r\n b\r\n\r\n" + EVENT),
                wrong(400, POST + LENGTH + "X-A: a\0b\r\n\r\n" + EVENT),
                wrong(400, POST + LENGTH + "X-A: a\rb\r\n\r\n" + EVENT),
                wrong(400, POST + LENGTH + "X-A : a\r\n\r\n" + EVENT),
                wrong(400, POST + LENGTH + "no colon\r\n\r\n" + EVENT),
                wrong(400, (POST + LENGTH + "\r\n").replace("\r\n", "\n") + EVENT),
                wrong(400, POST + LENGTH + HOST + "\r\n" + EVENT),
                wrong(400, "GET /health HTTP/1.1\r\n\r\n"),
                wrong(431, POST + "X: " + "a".repeat(1 << 20) + "\r\n\r\n"),
                wrong(
                        431,
                        POST
                                + IntStream.range(0, 10_000)
                                        .mapToObj(i -> "X" + i + ": a\r\n")
                                        .reduce("", String::concat)
                                + "\r\n"),
                // The request line
                wrong(414, "GET /" + "a".repeat(1 << 16) + " HTTP/1.1\r\n" + HOST + "\r\n"),
                wrong(400, "GET /health\r\n\r\n"),
                wrong(400, "GET /health HTTP/9.9\r\n" + HOST + "\r\n"),
                wrong(400, "\u0016\u0003\u0001\u0002\u0000\u0001"),
                wrong(400, get("/events/%zz")),
                wrong(400, get("/events/%")),
                wrong(400, get("/events/%00")),
                wrong(400, get("/events/%c0%af")),
                wrong(400, get("/../../etc/passwd")),
                wrong(400, get("/ui/%2e%2e/%2e%2e/WEB-INF/web.xml")),
                wrong(400, get("/..\\..\\etc")),
                // Methods that nothing here has
                wrong(405, get("/collect").replace("GET", "TRACE")),
                wrong(405, get("/collect").replace("GET", "CONNECT")),
                // Announced
                wrong(413, POST + "Content-Length: 2147483648\r\nExpect: 100-continue\r\n\r\n"),
                wrong(417, POST + LENGTH + "Expect: 200-ok\r\n\r\n" + EVENT));
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource
    void refused(int status, String request) {
        try (RawHttp connection = new RawHttp(platform.service())) {
            RawHttp.Answer answer = connection.send(request).answer();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.body()).contains("\"status\":" + status).doesNotContain("Exception", "grizzly", "<html");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "FOO"})
    void other_methods_are_told_the_right_one(String method) {
        try (RawHttp connection = new RawHttp(platform.service())) {
            RawHttp.Answer answer = connection
                    .send(method + " /collect HTTP/1.1\r\n" + HOST + JSON + "Content-Length: 0\r\n\r\n")
                    .answer();

            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("Allow")).contains("POST");
            assertThat(answer.body()).contains("\"code\":\"METHOD_NOT_ALLOWED\"");
        }
    }

    @Test
    void requests_that_are_sent_at_once_are_answered_one_by_one() {
        String head = POST + LENGTH + "\r\n";
        try (RawHttp connection = new RawHttp(platform.service())) {
            connection.send(head + EVENT + CHUNKED + "2\r\n[]\r\n0\r\n\r\n" + get("/health/live") + head);

            assertThat(connection.answer().status()).isEqualTo(200);
            assertThat(connection.answer().body()).contains("\"total_processed\":0");
            assertThat(connection.answer().status()).isEqualTo(200);
            assertThat(connection.send(EVENT).answer().body()).contains("\"accepted\":1");
        }
    }

    @Test
    void a_body_is_waited_for_when_its_sender_asks_first() {
        try (RawHttp connection = new RawHttp(platform.service())) {
            connection.send(POST + LENGTH + "Expect: 100-continue\r\n\r\n");

            assertThat(connection.answer().status()).isEqualTo(100);
            assertThat(connection.send(EVENT).answer().body()).contains("\"accepted\":1");
        }
    }

    @Test
    void a_body_that_is_longer_than_told_ends_where_it_was_told() {
        try (RawHttp connection = new RawHttp(platform.service())) {
            RawHttp.Answer answer =
                    connection.send(POST + "Content-Length: 10\r\n\r\n" + EVENT).answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void a_caller_that_would_rather_speak_http2_is_served_as_it_is() {
        String upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n";
        try (RawHttp connection = new RawHttp(platform.service())) {
            for (int request = 0; request < 2; request++) {
                RawHttp.Answer answer = connection
                        .send(POST + LENGTH + upgrade + "\r\n" + EVENT)
                        .answer();

                assertThat(answer.header("Content-Type")).isEqualTo("application/json");
                assertThat(answer.body()).contains("\"accepted\":1");
            }
        }
    }

    @Test
    void no_header_of_a_request_comes_back() {
        try (RawHttp connection = new RawHttp(platform.service())) {
            RawHttp.Answer answer = connection
                    .send(POST + LENGTH + "X-Request-Id: a\r\nSet-Cookie: x\r\n\r\n" + EVENT)
                    .answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-Request-Id")).isEmpty();
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void answers_do_not_tell_what_serves_them() {
        Client.Answer answer = client.read("/health");

        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.header("X-Powered-By")).isEmpty();
    }

    @Test
    void another_kind_of_answer_is_not_made_up() {
        Client.Answer answer = client.send(client.request("/collect")
                .header("Content-Type", "application/json")
                .header("Accept", "image/png")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(EVENT)));

        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.json().path("code").asString()).isEqualTo("NOT_ACCEPTABLE");
    }

    @Test
    void a_connection_is_kept_for_as_long_as_it_is_used() {
        try (RawHttp connection = new RawHttp(platform.service())) {
            for (int request = 0; request < 600; request++) {
                assertThat(connection.send(get("/health/live")).answer().status())
                        .isEqualTo(200);
            }
        }
    }

    private static Arguments wrong(int status, String request) {
        return Arguments.of(status, request);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n";
    }
}
