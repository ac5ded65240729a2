package com.holded.pipeline.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proxy that broke nothing would make every fault test green. */
class FaultProxyTest {
    private static final String BODY = "0123456789";

    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            byte[] echo = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, echo.length);
            exchange.getResponseBody().write(echo);
            exchange.close();
        });
        server.start();
        proxy = FaultProxy.http(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void everything_passes_a_proxy_without_a_fault() throws Exception {
        assertThat(exchange("PUT", BODY)).startsWith("HTTP/1.1 200").endsWith(BODY);
    }

    @Test
    void an_answer_of_the_proxy_keeps_the_request_from_the_server() throws Exception {
        proxy.breakWith(Fault.answer(503, "busy").onTheWayUp());

        assertThat(exchange("PUT", BODY)).startsWith("HTTP/1.1 503").endsWith("busy");
        assertThat(requests).hasValue(0);
    }

    @Test
    void a_fault_holds_for_the_requests_that_it_is_of() throws Exception {
        proxy.breakWith(Fault.answer(503, "busy").times(1).of("PUT", "/some").onTheWayUp());

        assertThat(exchange("POST", BODY)).startsWith("HTTP/1.1 200");
        assertThat(exchange("PUT", BODY)).startsWith("HTTP/1.1 503");
        assertThat(exchange("PUT", BODY)).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_turned_bit_makes_one_other_byte() throws Exception {
        proxy.breakWith(Fault.flipBit().onTheWayBack());

        assertThat(exchange("PUT", BODY)).endsWith("012345678" + (char) ('9' ^ 1));
    }

    @Test
    void a_turned_bit_makes_another_byte_of_a_line_feed_too() throws Exception {
        proxy.breakWith(Fault.flipBit().onTheWayBack());

        assertThat(exchange("PUT", "0123\n")).endsWith("0123" + (char) ('\n' ^ 1));
    }

    @Test
    void a_cut_loses_what_follows_and_resets() {
        proxy.breakWith(Fault.cutAfter(20).onTheWayBack());

        assertThatThrownBy(() -> exchange("PUT", BODY)).isInstanceOf(IOException.class);
        assertThat(requests).hasValue(1);
    }

    @Test
    void half_of_an_answer_ends_in_good_order() throws Exception {
        proxy.breakWith(Fault.halfCloseAfter(20).onTheWayBack());

        assertThat(exchange("PUT", BODY)).hasSize(20);
    }

    @Test
    void a_black_hole_swallows_the_request_and_keeps_the_connection() throws Exception {
        proxy.breakWith(Fault.blackHole().onTheWayUp());

        try (Socket socket = connect()) {
            socket.setSoTimeout(300);
            socket.getOutputStream().write(request("PUT", BODY));

            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(requests).hasValue(0);
    }

    @Test
    void what_is_held_goes_on_when_the_gate_opens() throws Exception {
        Fault.Gate gate = new Fault.Gate();
        proxy.breakWith(Fault.hold(gate).onTheWayUp());

        var answer = threads.submit(() -> exchange("PUT", BODY));
        gate.awaitReached(Duration.ofSeconds(10));
        assertThat(requests).hasValue(0);
        gate.open();

        assertThat(answer.get()).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_throttled_or_delayed_answer_is_whole() throws Exception {
        proxy.breakWith(Fault.throttle(2_000).onTheWayBack());
        assertThat(exchange("PUT", BODY)).endsWith(BODY);

        proxy.breakWith(Fault.delay(Duration.ofMillis(20)));
        assertThat(exchange("PUT", BODY)).endsWith(BODY);
    }

    @Test
    void a_proxy_that_is_healed_at_once_listens_again() throws Exception {
        for (int again = 0; again < 300; again++) {
            proxy.refuse();
            proxy.heal();
        }

        assertThat(exchange("PUT", BODY)).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_proxy_that_refuses_listens_again_on_the_same_port() throws Exception {
        proxy.refuse();
        assertThatThrownBy(() -> exchange("PUT", BODY)).isInstanceOf(ConnectException.class);

        proxy.heal();
        assertThat(exchange("PUT", BODY)).startsWith("HTTP/1.1 200");
    }

    @Test
    void what_came_while_the_proxy_was_silent_arrives_when_it_is_healed() throws Exception {
        proxy.silence();
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request("PUT", BODY));
            socket.setSoTimeout(200);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();

            socket.setSoTimeout(0);
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private String exchange(String method, String body) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request(method, body));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static byte[] request(String method, String body) {
        return (method + " /some/key HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(ISO_8859_1);
    }
}
