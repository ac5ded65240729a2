package com.holded.pipeline.ops.grizzly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.memory.Buffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScanTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n\n\n\n\n\n";
    private static final String CHUNKED = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String CHUNKS = CHUNKED + "5;a=\"b\"\r\n\n\n\n\n\n\r\n1\r\nx\r\n0\r\nX: y\r\n\r\n";

    @Test
    void requests_follow_each_other_however_they_are_cut() {
        String all = GET + POST + CHUNKS + GET + "\r\n" + CHUNKED + "0\r\n\r\n" + POST + GET;
        for (int piece = 1; piece <= all.length(); piece++) {
            RequestScan scan = new RequestScan(100);
            for (int from = 0; from < all.length(); from += piece) {
                assertThat(take(scan, all.substring(from, Math.min(all.length(), from + piece))))
                        .isEqualTo(Reading.MORE);
            }
            assertThat(scan.inHead() || scan.inBody()).isFalse();
        }
    }

    @Test
    void what_is_missing_is_known() {
        RequestScan scan = new RequestScan(100);

        take(scan, "POST / HTTP/1.1\r\n");
        assertThat(scan.inHead()).isTrue();
        take(scan, "Content-Length: 2\r\n\r\n");
        assertThat(scan.inBody()).isTrue();
        take(scan, "a");
        assertThat(scan.inBody()).isTrue();
        take(scan, "b");
        assertThat(scan.inBody() || scan.inHead()).isFalse();
    }

    @Test
    void another_protocol_is_not_asked_for() {
        String request = "GET /upgrade HTTP/1.1\r\nX-Upgrade: upgrade\r\nupgrade: h2c\r\n\r\n";
        Buffer bytes = Buffers.wrap(null, request.getBytes(StandardCharsets.ISO_8859_1));

        new RequestScan(100).take(bytes);

        assertThat(bytes.toStringContent(StandardCharsets.ISO_8859_1))
                .isEqualTo(request.replace("upgrade:", "upgrad_:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2\n{}\n0\n\n",
                "2\r\n{}0\r\n\r\n",
                "2\r\n{}XX0\r\n",
                "2\r\n{}\n0\r\n",
                "-2\r\n",
                "0x2\r\n",
                "\r\n",
                ";a\r\n",
                "2;ext=\"\r\n",
                "2 \r\n",
                "zz\r\n",
                "ffffffffffffffff\r\n",
                "0\r\nX: y\n"
            })
    void a_chunk_that_can_be_read_in_two_ways_is_refused(String body) {
        assertThat(take(new RequestScan(100), CHUNKED + body)).isEqualTo(Reading.BAD);
    }

    @Test
    void what_follows_a_request_is_no_part_of_it() {
        assertThat(take(new RequestScan(100), POST + "GET /\r\n")).isEqualTo(Reading.BAD);
    }

    private static Reading take(RequestScan scan, String bytes) {
        return scan.take(Buffers.wrap(null, bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
