package com.holded.pipeline.local.bench;

import com.holded.pipeline.local.LocalPlatform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long it takes from the begin of a POST until a reader of the database sees what became of the event, while the
 * schedule runs the job. A reader looks every 20 ms, so times are that much too long at most.
 */
final class Freshness {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long LOOK_MILLIS = 20;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** An accepted event is counted, or was counted before, or is a dead letter. */
    private static final String SEEN =
            """
            WITH waiting AS (SELECT unnest(?) AS event_id)
            SELECT event_id FROM waiting JOIN business_events USING (event_id)
            UNION SELECT event_id FROM waiting JOIN duplicate_events USING (event_id)
            UNION SELECT event_id FROM waiting JOIN dead_letters USING (event_id)""";

    private final LocalPlatform platform;
    private final NumberedEvents events;
    private final Map<UUID, Long> waiting = new ConcurrentHashMap<>();

    Freshness(LocalPlatform platform, NumberedEvents events) {
        this.platform = platform;
        this.events = events;
    }

    /** In seconds, of all accepted events. */
    record Figure(int events, double p50, double p99, double max) {}

    /**
     * Posts one package after the other and waits until all of their events are seen.
     *
     * @param perSecond packages
     * @param size events of a package
     * @param firstNumber of the first event, as {@link NumberedEvents} counts
     */
    Figure measure(int perSecond, int size, Duration duration, int firstNumber)
            throws IOException, InterruptedException, SQLException {
        int all = Math.toIntExact(perSecond * duration.toSeconds());
        Posting posting = new Posting(perSecond, all, size, firstNumber);
        Thread producer = new Thread(posting, "producer");
        double[] seconds = new double[all * size];
        int seen = 0;
        try (Connection database = platform.connect();
                PreparedStatement query = database.prepareStatement(SEEN)) {
            producer.start();
            long end = System.nanoTime() + duration.plus(LONGEST_WAIT).toNanos();
            while (producer.isAlive() || !waiting.isEmpty()) {
                if (System.nanoTime() > end) {
                    throw new IOException(waiting.size() + " events were never seen");
                }
                query.setArray(
                        1, database.createArrayOf("uuid", waiting.keySet().toArray()));
                try (ResultSet row = query.executeQuery()) {
                    long now = System.nanoTime();
                    while (row.next()) {
                        Long sent = waiting.remove(row.getObject(1, UUID.class));
                        seconds[seen++] = sent == null ? 0 : (now - sent) / 1e9;
                    }
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        posting.rethrow();
        double[] sorted = Arrays.copyOf(seconds, seen);
        Arrays.sort(sorted);
        return new Figure(seen, sorted[seen / 2], sorted[(int) (seen * 0.99)], sorted[seen - 1]);
    }

    /** A producer that sends at its own pace. */
    private final class Posting implements Runnable {
        private final int perSecond;
        private final int all;
        private final int size;
        private final int firstNumber;
        private volatile @Nullable IOException failure;

        Posting(int perSecond, int all, int size, int firstNumber) {
            this.perSecond = perSecond;
            this.all = all;
            this.size = size;
            this.firstNumber = firstNumber;
        }

        @Override
        public void run() {
            URI collect = platform.service().resolve("/collect");
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            long begun = System.nanoTime();
            try {
                for (int number = 0; number < all; number++) {
                    long due = begun + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
                    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                    post(http, collect, events.events(firstNumber + number * size, size));
                }
            } catch (IOException e) {
                failure = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void post(HttpClient http, URI collect, byte[] body) throws IOException, InterruptedException {
            long begun = System.nanoTime();
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(collect)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException("a package was answered " + answer.statusCode());
            }
            JSON.readTree(answer.body()).path("results").forEach(result -> {
                if (result.path("status").asString("").equals("accepted")) {
                    waiting.put(UUID.fromString(result.path("event_id").asString("")), begun);
                }
            });
        }

        void rethrow() throws IOException {
            IOException failed = failure;
            if (failed != null) {
                throw failed;
            }
        }
    }
}
