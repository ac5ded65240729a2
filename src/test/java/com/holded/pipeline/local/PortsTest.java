package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void a_busy_port_is_refused_with_its_number_and_the_way_out() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.requireFree(taken.getLocalPort(), "PostgreSQL", "--postgres-port"))
                    .isInstanceOf(LocalProblem.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " for PostgreSQL")
                    .hasMessageEndingWith("Choose another with --postgres-port");
        }
    }

    @Test
    void a_free_port_is_accepted() {
        int port = Ports.free();

        assertThatCode(() -> Ports.requireFree(port, "HTTP", "--port")).doesNotThrowAnyException();
    }

    @Test
    void a_free_port_is_given_once() {
        List<Integer> ports = Stream.generate(Ports::free).limit(100).toList();

        assertThat(ports).doesNotHaveDuplicates();
    }

    /** A client that calls a server that is down would at some time be given the server's own port. */
    @Test
    void no_client_is_given_a_port_that_is_kept_for_a_server() {
        assertThat(Ports.free()).isLessThan(32_768);
    }

    @Test
    void a_number_that_is_no_port_is_refused() {
        assertThatThrownBy(() -> Ports.requireFree(65_536, "HTTP", "--port"))
                .isInstanceOf(LocalProblem.class)
                .hasMessage("Port 65536 for HTTP is none from 1 to 65535. Choose with --port");
    }
}
