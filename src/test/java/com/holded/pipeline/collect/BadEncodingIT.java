package com.holded.pipeline.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies whose bytes are not what their headers say. */
@ExtendWith(RunningPlatform.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadEncodingIT {
    private static final String EVENT =
            "{\"event_type\":\"T\",\"company_id\":\"bad_encoding\",\"timestamp\":1772705555000,\"note\":\"ñ\"}";
    private static final String JSON = "application/json";

    private final Client client;

    BadEncodingIT(RunningPlatform running) {
        this.client = new Client(running.platform());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff",
                "c080",
                "c1bf",
                "e08080",
                "f0808080",
                "eda080",
                "eda080edb080",
                "f4908080",
                "c3",
                "80",
                "e282"
            })
    void what_is_no_utf8_is_refused(String hex) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write("{\"a\":\"".getBytes(StandardCharsets.UTF_8));
        body.write(HexFormat.of().parseHex(hex));
        body.write("\"}".getBytes(StandardCharsets.UTF_8));

        refused(post(body.toByteArray(), JSON, ""), 400, "BAD_UTF8");
        refused(post(Arrays.copyOf(body.toByteArray(), body.size() - 2), JSON, ""), 400, "BAD_UTF8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void another_character_set_is_refused(String charset) {
        Client.Answer answer = post(EVENT.getBytes(Charset.forName(charset)), JSON, "");

        refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(answer.header("Accept-Post")).contains(JSON);
    }

    @Test
    void a_byte_order_mark_is_passed_over() {
        assertThat(post(("\uFEFF" + EVENT).getBytes(StandardCharsets.UTF_8), JSON, "")
                        .json()
                        .path("accepted")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=UTF-8",
                "Application/JSON;Charset=\"utf-8\"",
                "application/vnd.holded+json",
                "application/cloudevents+json; charset=utf8"
            })
    void json_has_many_names(String type) {
        assertThat(post(EVENT.getBytes(StandardCharsets.UTF_8), type, "")
                        .json()
                        .path("accepted")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "gzip, gzip", "gzip, zstd", "compress", "nonsense", "gzip;q=1"})
    void another_encoding_is_refused(String encoding) {
        Client.Answer answer = post(EVENT.getBytes(StandardCharsets.UTF_8), JSON, encoding);

        refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(answer.header("Accept-Encoding")).contains("gzip");
    }

    @Test
    void a_spoilt_gzip_is_refused() throws IOException {
        byte[] whole = gzip(EVENT.getBytes(StandardCharsets.UTF_8));
        for (int length = 0; length < whole.length; length++) {
            assertThat(post(Arrays.copyOf(whole, length), JSON, "gzip").status())
                    .isEqualTo(400);
        }
        byte[] checksum = whole.clone();
        checksum[whole.length - 8] ^= 1;
        refused(post(checksum, JSON, "gzip"), 400, "BAD_ENCODING");
        refused(post(Arrays.copyOf(whole, whole.length + 1), JSON, "gzip"), 400, "BAD_ENCODING");
        refused(post(EVENT.getBytes(StandardCharsets.UTF_8), JSON, "gzip"), 400, "BAD_ENCODING");
        refused(post(EVENT.getBytes(StandardCharsets.UTF_8), JSON, "zstd"), 400, "BAD_ENCODING");
        refused(post(gzip(whole), JSON, "gzip"), 415, "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void a_bomb_does_not_go_off() throws IOException {
        byte[] gzip = gzip(new byte[200 << 20]);
        byte[] zstd = Zstd.compress(new byte[200 << 20]);
        for (int round = 0; round < 5; round++) {
            refused(post(gzip, JSON, "gzip"), 413, "BODY_TOO_LARGE");
            refused(post(zstd, JSON, "zstd"), 413, "BODY_TOO_LARGE");
        }

        assertThat(client.read("/metrics?scope=application").text())
                .containsPattern("holded_collect_in_flight_bytes(\\{[^}]*})? 0(\\.0)?\\s");
    }

    @Test
    void a_body_may_grow_beyond_what_may_be_sent() throws IOException {
        String large = "[" + " ".repeat(30 << 20) + EVENT + "]";

        Client.Answer answer = post(gzip(large.getBytes(StandardCharsets.UTF_8)), JSON, "gzip");

        assertThat(answer.json().path("accepted").asInt()).isEqualTo(1);
    }

    @Test
    void a_body_of_no_type_is_refused() {
        Client.Answer answer = client.send(client.request("/collect").POST(BodyPublishers.ofString(EVENT)));

        assertThat(answer.status()).isEqualTo(415);
    }

    private Client.Answer post(byte[] body, String type, String encoding) {
        HttpRequest.Builder request = client.request("/collect").header("Content-Type", type);
        if (!encoding.isEmpty()) {
            request.header("Content-Encoding", encoding);
        }
        return client.send(request.POST(BodyPublishers.ofByteArray(body)));
    }

    private static void refused(Client.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
