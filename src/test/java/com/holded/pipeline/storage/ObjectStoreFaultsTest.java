package com.holded.pipeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.StorageException.Kind;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers what no healthy one would. */
class ObjectStoreFaultsTest {
    private static final byte[] BYTES = {1, 2, 3};
    private static final String MD5 = "5289df737df57326fcdd22597afb1fac";
    private static final Duration TIMEOUT = Duration.ofMillis(1500);

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private ObjectStore store;

    private interface Answer {
        void send(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            Answer answer = answers.poll();
            if (answer != null) {
                answer.send(exchange);
            }
            exchange.close();
        });
        server.start();
        store = store(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        store.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void a_put_is_done_when_the_server_shows_the_right_bytes() {
        answers.add(stored(MD5));

        assertThatCode(() -> put()).doesNotThrowAnyException();

        assertThat(requests).hasValue(1);
    }

    @Test
    void a_busy_server_is_asked_again() {
        answers.add(error(503, "SlowDown"));
        answers.add(error(500, "InternalError"));
        answers.add(stored(MD5));

        assertThatCode(() -> put()).doesNotThrowAnyException();

        assertThat(requests).hasValue(3);
    }

    @Test
    void a_server_that_stays_busy_is_unavailable() {
        for (int answer = 0; answer < 9; answer++) {
            answers.add(error(503, "SlowDown"));
        }

        assertThat(failedPut().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(requests).hasValue(3);
    }

    @Test
    void other_bytes_than_were_sent_are_never_taken_for_success() {
        for (int answer = 0; answer < 3; answer++) {
            answers.add(stored("00000000000000000000000000000000"));
        }

        assertThat(failedPut().kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
    }

    @Test
    void a_success_with_an_error_inside_is_none() {
        for (int answer = 0; answer < 3; answer++) {
            answers.add(exchange -> send(exchange, 200, xml("InternalError")));
        }

        assertThat(failedPut().kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
    }

    @Test
    void an_etag_that_is_no_md5_is_replaced_by_a_look_at_the_length() {
        answers.add(stored("not-an-md5-1"));
        answers.add(exchange -> {
            exchange.getResponseHeaders().add("Content-Length", "3");
            exchange.getResponseHeaders().add("ETag", "\"not-an-md5-1\"");
            exchange.getResponseHeaders().add("Last-Modified", "Sun, 22 Nov 2026 20:49:32 GMT");
            exchange.sendResponseHeaders(200, -1);
        });

        assertThatCode(() -> put()).doesNotThrowAnyException();
    }

    @Test
    void an_answer_that_never_comes_leaves_the_outcome_unknown_and_ends_in_time() {
        answers.add(stored(MD5));
        put();
        answers.add(exchange -> pause());
        long start = System.nanoTime();

        StorageException failure = failedPut();

        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(TIMEOUT, TIMEOUT.plusMillis(1200));
    }

    @Test
    void a_connection_that_is_cut_is_unknown_too() {
        assertThat(failedPut().kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
    }

    @Test
    void a_server_that_is_not_there_is_unavailable() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        try (ObjectStore nowhere = store(free)) {
            assertThat(catchThrowableOfType(
                                    StorageException.class,
                                    () -> nowhere.put(new NewObject("key", BYTES, "text/plain")))
                            .kind())
                    .isEqualTo(Kind.UNAVAILABLE);
            assertThat(catchThrowableOfType(StorageException.class, nowhere::check)
                            .kind())
                    .isEqualTo(Kind.UNAVAILABLE);
        }
    }

    @Test
    void a_server_that_refuses_is_not_asked_again() {
        answers.add(error(403, "AccessDenied"));

        assertThat(failedPut().kind()).isEqualTo(Kind.REFUSED);
        assertThat(requests).hasValue(1);
    }

    @Test
    void an_object_that_is_cut_off_is_read_again() {
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write(new byte[4]);
            exchange.getResponseBody().flush();
        });
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(BYTES);
        });

        assertThat(store.read("key")).isEqualTo(BYTES);
    }

    @Test
    void an_object_larger_than_any_of_ours_is_not_read() {
        answers.add(exchange -> exchange.sendResponseHeaders(200, 5L << 30));

        assertThat(catchThrowableOfType(StorageException.class, () -> store.read("key"))
                        .kind())
                .isEqualTo(Kind.TOO_LARGE);
    }

    private void put() {
        store.put(new NewObject("key", BYTES, "text/plain"));
    }

    private StorageException failedPut() {
        return catchThrowableOfType(StorageException.class, this::put);
    }

    private static void pause() {
        try {
            Thread.sleep(TIMEOUT.toMillis() * 4);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private static Answer stored(String etag) {
        return exchange -> {
            exchange.getResponseHeaders().add("ETag", '"' + etag + '"');
            exchange.sendResponseHeaders(200, -1);
        };
    }

    private static Answer error(int status, String code) {
        return exchange -> send(exchange, status, xml(code));
    }

    private static String xml(String code) {
        return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>no</Message></Error>";
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static ObjectStore store(int port) {
        return ObjectStore.connect(new Settings.Storage(
                URI.create("http://127.0.0.1:" + port),
                new Secret("key"),
                new Secret("secret"),
                "events",
                "us-east-1",
                TIMEOUT));
    }
}
