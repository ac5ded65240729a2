package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.FarCaller;
import com.holded.pipeline.testing.RawHttp;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers that are slow, stall or die, by the hundred: they cost no thread, and others do not notice them. */
class SlowClientsIT {
    private static final int EACH = 100;
    private static final int CONNECTIONS = 400;
    private static final int DEAF = 10;
    private static final int SIDE_BY_SIDE = 32;
    private static final int REQUESTS = 200;
    private static final Duration TIME = Duration.ofSeconds(2);
    /** Longer than tests keep a connection without a word. */
    private static final Duration IDLE = Duration.ofSeconds(8);
    /** The time, the watch's grace and tick, and a busy machine. */
    private static final Duration CUT = Duration.ofSeconds(20);

    private static final String HEAD =
            "POST /collect HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final String SLOW = "{\"event_type\":\"T\",\"company_id\":\"slow\",\"timestamp\":1772705555000}";
    private static final String GOOD = SLOW.replace("slow", "quick");

    @TempDir
    private static Path folder;

    private static LocalPlatform platform;
    private static Client client;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(LocalPlatform.Options.forTests(folder.resolve("data"))
                .with(Setting.JOB_SCHEDULE, "PT0S")
                .with(Setting.HTTP_HEADER_TIME, TIME.toString())
                .with(Setting.HTTP_ANSWER_TIME, TIME.toString())
                .with(Setting.HTTP_IDLE_TIME, IDLE.toString())
                .with(Setting.HTTP_CONNECTIONS, Integer.toString(CONNECTIONS))
                .with(Setting.COLLECT_BODY_TIME, TIME.toString()));
        // Reports of the start open connections and files, which are counted here.
        platform.awaitReports();
        client = new Client(platform);
        assertThat(accepted()).isEqualTo(1);
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void hundreds_of_slow_callers_cost_nothing_and_are_cut() {
        int threads = threads();
        List<RawHttp> slow = new ArrayList<>();
        slow.addAll(open(() -> connection().send("GET /health HTTP/1.1\r\nX-Slow: ")));
        slow.addAll(open(() -> connection().send(HEAD + "Content-Length: 10000000\r\n\r\n" + SLOW)));
        slow.addAll(open(() -> connection().send(HEAD + "Transfer-Encoding: chunked\r\n\r\n2710\r\n" + SLOW)));

        for (int request = 0; request < 20; request++) {
            long begun = System.nanoTime();
            assertThat(accepted()).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            slow.forEach(connection -> connection.send(" "));
            assertThat(threads()).isLessThan(threads + EACH);
        }

        assertThat(slow).allSatisfy(SlowClientsIT::isCut);
        slow.forEach(RawHttp::close);
        assertThat(stored("slow")).isZero();
        back("threads", SlowClientsIT::threads, threads + 10);
    }

    @Test
    void a_connection_that_was_closed_is_not_kept_in_memory() throws Exception {
        for (int caller = 0; caller < 2 * CONNECTIONS; caller++) {
            try (RawHttp connection = connection()) {
                assertThat(connection
                                .send(HEAD + "Content-Length: " + GOOD.length() + "\r\n\r\n" + GOOD)
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
        }
        back("connections", SlowClientsIT::connections, DEAF);

        assertThat(reachable("org.glassfish.grizzly.nio.transport.TCPNIOConnection"))
                .isLessThan(CONNECTIONS / 2);
    }

    @Test
    void a_body_that_stalls_is_answered_with_408() {
        try (RawHttp connection = connection()) {
            RawHttp.Answer answer = connection
                    .send(HEAD + "Content-Length: 1000\r\n\r\n" + SLOW)
                    .answer();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("\"code\":\"REQUEST_TIMEOUT\"");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void callers_that_die_in_the_middle_leave_nothing_behind() {
        int files = files();

        open(() -> connection().send(HEAD + "Content-Length: 1000\r\n\r\n" + SLOW))
                .forEach(RawHttp::reset);
        open(() -> connection().send(HEAD + "Transfer-Encoding: chunked\r\n\r\n100\r\n" + SLOW))
                .forEach(RawHttp::close);
        open(() -> connection().send("POST /coll")).forEach(RawHttp::reset);

        assertThat(accepted()).isEqualTo(1);
        back("open files", SlowClientsIT::files, files + 10);
        assertThat(stored("slow")).isZero();
    }

    @Test
    @Tag("faults")
    void callers_whose_link_goes_down_in_the_middle_of_a_body_are_cut_though_nobody_can_tell_them() {
        int threads = threads();
        int files = files();
        int connections = connections();
        int port = platform.service().getPort();
        try (FarCaller far = FarCaller.connect()) {
            for (int caller = 0; caller < DEAF; caller++) {
                far.call(port, HEAD + "Content-Length: 1000\r\n\r\n" + SLOW);
                far.call(port, HEAD + "Transfer-Encoding: chunked\r\n\r\n100\r\n" + SLOW);
            }
            far.linkDown();

            assertThat(accepted()).isEqualTo(1);
            back("connections", SlowClientsIT::connections, connections + DEAF / 2);
            back("threads", SlowClientsIT::threads, threads + DEAF / 2);
            back("open files", SlowClientsIT::files, files + DEAF / 2);
            // The first may have been cut before.
            assertThat(far.waiting()).as("callers that know nothing of it").isPositive();
        }
        assertThat(accepted()).isEqualTo(1);
        assertThat(stored("slow")).isZero();
    }

    @Test
    void what_announces_much_takes_no_room_from_others() {
        List<RawHttp> announcing = open(() -> connection().send(HEAD + "Content-Length: 10000000\r\n\r\n" + SLOW));

        String large = "[" + GOOD + " ".repeat(9_000_000) + "]";

        assertThat(client.post("/collect", large).json().path("accepted").asInt())
                .isEqualTo(1);
        announcing.forEach(RawHttp::close);
    }

    @Test
    void a_body_that_comes_in_pieces_in_time_is_taken() {
        try (RawHttp connection = connection()) {
            connection.send(HEAD + "Content-Length: " + GOOD.length() + "\r\n\r\n");
            for (String character : GOOD.split("")) {
                connection.send(character);
            }
            assertThat(connection.answer().body()).contains("\"accepted\":1");

            connection.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            for (String character : GOOD.split("")) {
                connection.send("1\r\n" + character + "\r\n");
            }
            assertThat(connection.send("0\r\n\r\n").answer().body()).contains("\"accepted\":1");
        }
    }

    @Test
    void large_bodies_side_by_side_are_each_answered_for_their_own_events() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        try {
            List<Callable<Void>> work = IntStream.rangeClosed(1, SIDE_BY_SIDE)
                    .<Callable<Void>>mapToObj(events -> () -> sendLarge(events))
                    .toList();
            for (Future<Void> caller : callers.invokeAll(work)) {
                caller.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private static Void sendLarge(int events) {
        String body = "[" + String.join(",", Collections.nCopies(events, GOOD)) + " ".repeat(50_000) + "]";
        try (RawHttp connection = connection()) {
            for (int request = 0; request < REQUESTS; request++) {
                RawHttp.Answer answer = connection
                        .send(HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .answer();
                assertThat(answer.body()).endsWith("\"accepted\":" + events + ",\"rejected\":0}");
            }
        }
        return null;
    }

    @Test
    void readers_that_do_not_read_are_given_up() {
        int threads = threads();
        String body = "[" + "1,".repeat(9_999) + "1]";

        List<RawHttp> deaf = Stream.generate(() -> RawHttp.hardOfHearing(platform.service())
                        .send(HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body))
                .limit(DEAF)
                .toList();

        try {
            Client.Answer answer = client.post("/collect", GOOD);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            back("threads", SlowClientsIT::threads, threads + DEAF / 2);
            back("connections", SlowClientsIT::connections, DEAF / 2);
            assertThat(accepted()).isEqualTo(1);
            assertThat(log()).doesNotContain("\tat ");
        } finally {
            deaf.forEach(RawHttp::close);
        }
    }

    @Test
    void a_caller_gone_in_the_middle_of_its_answer_costs_no_stack_trace() {
        // Of a short answer the server may see that the caller is gone, of a long one its queue does, or nobody.
        String shortly = "[" + "1,".repeat(9_999) + "1]";
        String atLength =
                shortly.replace("1", "{\"event_type\":1,\"company_id\":1,\"timestamp\":true,\"amount\":true}");

        for (int caller = 0; caller < DEAF; caller++) {
            String body = caller % 2 == 0 ? shortly : atLength;
            RawHttp gone = RawHttp.hardOfHearing(platform.service())
                    .send(HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            // Its answer has begun when a byte of it has come.
            assertThat(gone.isClosed()).isFalse();
            gone.reset();
        }
        back("connections", SlowClientsIT::connections, DEAF / 2);

        assertThat(log()).doesNotContain("\tat ");
    }

    @Test
    void a_connection_that_falls_silent_is_closed() {
        try (RawHttp kept = connection()) {
            RawHttp.Answer answer = kept.send(HEAD + "Content-Length: " + GOOD.length() + "\r\n\r\n" + GOOD)
                    .answer();

            assertThat(answer.status()).isEqualTo(200);
            isCut(kept);
        }
    }

    @Test
    void more_connections_than_allowed_are_closed_at_once() {
        List<RawHttp> many =
                Stream.generate(SlowClientsIT::connection).limit(CONNECTIONS).toList();
        try (RawHttp excess = connection()) {
            assertThat(excess.isClosed()).isTrue();
        }

        many.forEach(RawHttp::close);
        Waiting.until(CUT, "room for a connection", () -> health(), status -> status == 200);
    }

    private static int health() {
        try (RawHttp connection = connection()) {
            return connection
                    .send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .answer()
                    .status();
        } catch (UncheckedIOException closed) {
            return 0;
        }
    }

    private static void isCut(RawHttp connection) {
        try {
            assertThat(connection.answer().status()).isEqualTo(408);
        } catch (UncheckedIOException closed) {
            return;
        }
        assertThat(connection.isClosed()).isTrue();
    }

    private static List<RawHttp> open(Supplier<RawHttp> connection) {
        return Stream.generate(connection).limit(EACH).toList();
    }

    private static RawHttp connection() {
        return new RawHttp(platform.service());
    }

    private static int accepted() {
        return client.post("/collect", GOOD).json().path("accepted").asInt();
    }

    private static int stored(String company) {
        return client.read("/events?company=" + company).json().path("total").asInt(-1);
    }

    private static void back(String what, Supplier<Integer> look, int most) {
        Waiting.until(Duration.ofSeconds(60), what + " to be " + most + " again", look, number -> number <= most);
    }

    private static String log() {
        try {
            return Files.readString(folder.resolve("data").resolve("logs").resolve("payara.log"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Objects of a class that the service can reach, counted by its JVM after a full collection. */
    private static long reachable(String className) throws IOException {
        long pid = platform.payara().process().orElseThrow().pid();
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .start();
        try (Stream<String> lines = jcmd.inputReader().lines()) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns.length > 3 && columns[3].equals(className))
                    .mapToLong(columns -> Long.parseLong(columns[1]))
                    .sum();
        }
    }

    /** Open connections by the service's own count. */
    private static int connections() {
        return client.read("/metrics?scope=application")
                .text()
                .lines()
                .filter(line -> line.startsWith("holded_http_connections{"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static int threads() {
        return count("task");
    }

    private static int files() {
        return count("fd");
    }

    private static int count(String kind) {
        long pid = platform.payara().process().orElseThrow().pid();
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), kind))) {
            return (int) entries.count();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
