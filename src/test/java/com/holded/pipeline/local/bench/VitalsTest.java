package com.holded.pipeline.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class VitalsTest {
    private static final long PIECE = 50_000_000;
    /** What the JVM and other tests may have come to hold, or let go, meanwhile. */
    private static final Offset<Long> SMALL = Offset.offset(10_000_000L);

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_is_held_counts_and_garbage_does_not() throws Exception {
        Vitals before = Vitals.of(ProcessHandle.current());
        byte[] held = new byte[(int) PIECE];
        held[0] = 1;
        Vitals holding;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            holding = Vitals.of(ProcessHandle.current());
            assertThat(socket.isBound()).isTrue();
        }
        int kept = held[0];
        held = new byte[kept];
        Vitals after = Vitals.of(ProcessHandle.current());

        assertThat(holding.heapBytes() - before.heapBytes()).isCloseTo(PIECE, SMALL);
        assertThat(after.heapBytes() - before.heapBytes()).isCloseTo(0L, SMALL);
        assertThat(holding.connections()).isEqualTo(before.connections() + 1);
        assertThat(after.connections()).isEqualTo(before.connections());
        assertThat(after.threads()).isPositive();
        assertThat(after.files()).isGreaterThanOrEqualTo(after.connections());
    }

    @Test
    void an_answer_without_a_sum_is_no_figure() {
        assertThatThrownBy(
                        () -> Vitals.heapBytes(List.of("12345:", "com.sun.tools.attach.AttachNotSupportedException")))
                .isInstanceOf(IOException.class);
    }
}
