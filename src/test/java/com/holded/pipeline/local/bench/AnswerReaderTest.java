package com.holded.pipeline.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private static final String ANSWERS = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/"
            + "HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n"
            + "0\r\n\r\n"
            + "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
    void answers_are_told_apart_in_whatever_pieces_they_come(int piece) throws IOException {
        byte[] bytes = ANSWERS.getBytes(StandardCharsets.US_ASCII);
        AnswerReader reader = new AnswerReader();
        List<String> seen = new ArrayList<>();

        for (int from = 0; from < bytes.length; from += piece) {
            ByteBuffer next = ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from));
            while (next.hasRemaining()) {
                if (reader.feed(next)) {
                    seen.add(reader.status() + (reader.closes() ? " closes" : ""));
                }
            }
        }

        assertThat(seen).containsExactly("200", "503", "413 closes", "204");
    }

    @Test
    void something_else_is_no_answer() {
        assertThatThrownBy(() -> new AnswerReader()
                        .feed(ByteBuffer.wrap("SSH-2.0-OpenSSH\r\n".getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SSH-2.0");
    }
}
