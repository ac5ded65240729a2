package com.holded.pipeline.ops.grizzly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadScanTest {
    private static final int MOST = 1000;

    @Test
    void an_ordinary_head_is_done_at_its_empty_line() {
        assertThat(scan("POST /collect HTTP/1.1\r\nHost: a\r\nX-Tab:\ta\r\nEmpty:\r\n\r\nbody"))
                .isEqualTo(Reading.DONE);
    }

    @Test
    void empty_lines_before_the_request_line_are_ignored() {
        assertThat(scan("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo(Reading.DONE);
    }

    @Test
    void half_a_head_is_waited_for() {
        String head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        for (int length = 0; length < head.length(); length++) {
            assertThat(scan(head.substring(0, length))).isEqualTo(Reading.MORE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nX-A: a\r\n b\r\n\r\n",
                "GET / HTTP/1.1\r\nX-A: a\r\n\tb\r\n\r\n",
                "GET / HTTP/1.1\r\n X-A: a\r\n\r\n",
                "GET / HTTP/1.1\r\nX-A : a\r\n\r\n",
                "GET / HTTP/1.1\r\nX-A\t: a\r\n\r\n",
                "GET / HTTP/1.1\r\nX A: a\r\n\r\n",
                "GET / HTTP/1.1\r\n: a\r\n\r\n",
                "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nX-A: a\0b\r\n\r\n",
                "GET / HTTP/1.1\r\nX-A: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\nX-A: a\u007fb\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost: a\n\r\n",
                "GET /\r\n\r\n",
                "GET  / HTTP/1.1\r\n\r\n",
                " GET / HTTP/1.1\r\n\r\n",
                "GET /a b HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001"
            })
    void what_two_servers_could_read_in_two_ways_is_refused(String head) {
        assertThat(scan(head)).isEqualTo(Reading.BAD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1\r\nContent-Length: 1",
                "Content-Length: 1\r\ncontent-length: 2",
                "Content-Length: 1\r\nTransfer-Encoding: chunked",
                "transfer-encoding: chunked\r\nTRANSFER-ENCODING: chunked",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding:",
                "Content-Length: -1",
                "Content-Length: +1",
                "Content-Length: 0x1",
                "Content-Length: 1, 1",
                "Content-Length:",
                "Content-Length: 99999999999999999999"
            })
    void the_end_of_a_body_is_told_once_and_plainly(String headers) {
        assertThat(scan("POST / HTTP/1.1\r\n" + headers + "\r\n\r\n")).isEqualTo(Reading.BAD_FRAMING);
    }

    @Test
    void too_much_of_it_is_refused_while_it_comes() {
        assertThat(scan("GET /" + "a".repeat(MOST))).isEqualTo(Reading.URI_TOO_LONG);
        assertThat(scan("GET / HTTP/1.1\r\nX: " + "a".repeat(MOST))).isEqualTo(Reading.HEADERS_TOO_LARGE);
        assertThat(scan("GET / HTTP/1.1\r\n" + "X: a\r\n".repeat(100))).isEqualTo(Reading.MORE);
        assertThat(scan("GET / HTTP/1.1\r\n" + "X: a\r\n".repeat(101))).isEqualTo(Reading.HEADERS_TOO_LARGE);
    }

    @Test
    void a_request_leaves_nothing_behind_for_the_next() {
        HeadScan scan = new HeadScan(60);
        for (int request = 0; request < 3; request++) {
            assertThat(scan.begun()).isFalse();

            assertThat(scan(scan, "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"))
                    .isEqualTo(Reading.DONE);

            assertThat(scan.begun()).isTrue();
            scan.restart();
        }
    }

    private static Reading scan(String head) {
        return scan(new HeadScan(MOST), head);
    }

    private static Reading scan(HeadScan scan, String head) {
        Reading state = Reading.MORE;
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length && state == Reading.MORE; at++) {
            state = scan.take(bytes[at] & 0xFF);
        }
        return state;
    }
}
