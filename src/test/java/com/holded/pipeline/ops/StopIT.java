package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RawHttp;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The service is told to end, as an orchestrator tells it, while producers send. */
class StopIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int SENDERS = 8;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final String EVENT =
            """
            {"event_type":"INVOICE_CREATED","company_id":"company_stop","user_id":"user_1","timestamp":1772705555000}\
            """;

    @TempDir
    private Path folder;

    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Set<Integer> statuses = new ConcurrentSkipListSet<>();
    private final Queue<String> badRefusals = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    @Test
    void a_stop_under_load_answers_what_is_on_its_way_and_loses_nothing() throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(
                LocalPlatform.Options.forTests(folder.resolve("data")).with(Setting.JOB_SCHEDULE, "PT0S"))) {
            URI service = platform.service();
            ProcessHandle process = platform.payara().process().orElseThrow();
            List<Thread> senders = IntStream.range(0, SENDERS)
                    .mapToObj(number -> new Thread(() -> sendUntilRefused(service), "sender-" + number))
                    .toList();
            senders.forEach(Thread::start);
            Waiting.until(Duration.ofSeconds(30), "answers", accepted::size, size -> size > 200);

            try (RawHttp underWay = new RawHttp(service)) {
                underWay.send(head() + "Content-Length: " + EVENT.length() + "\r\n\r\n" + EVENT.substring(0, 20));
                // Its answer shows that what was sent before it has come as well.
                assertThat(new Client(platform).read("/health/ready").status()).isEqualTo(200);
                long begun = System.nanoTime();
                process.destroy();

                RawHttp.Answer readiness = Waiting.until(
                        Duration.ofSeconds(10),
                        "readiness to end",
                        () -> ask(service, probe()),
                        answer -> answer.status() == 503);
                RawHttp.Answer refused = Waiting.until(
                        Duration.ofSeconds(10),
                        "a refusal",
                        () -> kept(ask(service, wholeRequest())),
                        answer -> answer.status() != 200);
                assertThat(process.isAlive()).isTrue();
                RawHttp.Answer finished =
                        kept(underWay.send(EVENT.substring(20)).answer());

                assertThat(readiness.body()).contains("\"staying\"");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isNotEmpty();
                assertThat(refused.header("Connection")).isEqualTo("close");
                assertThat(finished.status()).isEqualTo(200);
                process.onExit().get(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST_STOP);
            }
            ended = true;
            for (Thread sender : senders) {
                sender.join();
            }
            assertThat(statuses).isSubsetOf(200, 503).contains(200);
            assertThat(badRefusals).isEmpty();

            platform.payara().start();
            assertThat(readable(platform)).containsExactlyElementsOf(new TreeSet<>(accepted));
        }
    }

    private void sendUntilRefused(URI service) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/collect"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(40))
                .POST(BodyPublishers.ofString("[" + EVENT + "," + EVENT + "]"))
                .build();
        while (!ended) {
            try {
                HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
                statuses.add(answer.statusCode());
                if (answer.statusCode() == 200) {
                    accepted.addAll(Client.ids(JSON.readTree(answer.body()), "accepted"));
                } else if (answer.headers().firstValue("Retry-After").isEmpty()) {
                    badRefusals.add(answer.statusCode() + " without Retry-After");
                }
            } catch (IOException refused) {
                // A connection that is refused or closed: a producer tries again.
                return;
            } catch (InterruptedException impossible) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Ids of all accepted events that the restarted service shows, in order. */
    private static Set<String> readable(LocalPlatform platform) {
        Client client = new Client(platform);
        Set<String> ids = new TreeSet<>();
        String cursor = "";
        do {
            var page = client.read("/events?company=company_stop&limit=500" + cursor)
                    .json();
            page.path("events")
                    .valueStream()
                    .forEach(event -> ids.add(event.path("event_id").asString()));
            cursor = page.path("next").isString()
                    ? "&cursor=" + page.path("next").asString()
                    : "";
        } while (!cursor.isEmpty());
        return ids;
    }

    private RawHttp.Answer kept(RawHttp.Answer answer) {
        if (answer.status() == 200) {
            accepted.addAll(Client.ids(JSON.readTree(answer.body()), "accepted"));
        }
        return answer;
    }

    private static RawHttp.Answer ask(URI service, String request) {
        try (RawHttp connection = new RawHttp(service)) {
            return connection.send(request).answer();
        }
    }

    private static String probe() {
        return "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static String wholeRequest() {
        return head() + "Content-Length: " + EVENT.length() + "\r\n\r\n" + EVENT;
    }

    private static String head() {
        return "POST /collect HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    }
}
