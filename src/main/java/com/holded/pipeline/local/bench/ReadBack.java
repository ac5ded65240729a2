package com.holded.pipeline.local.bench;

import com.holded.pipeline.event.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends many events through the service, remembers the digest of each, and reads some of them back by their ids. What
 * that takes of storage is counted on the wire.
 */
final class ReadBack implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PACKAGE = 1_000;
    private static final int DIGEST_BYTES = 32;
    private static final String ORIGINAL = "\"original_holded_event\":";

    private final URI service;
    private final CountingRelay relay;
    private final NumberedEvents events;
    private final Random random;
    private final int connections;
    private final String[] ids;
    private final byte[] digests;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService pool;
    private int stored;

    /**
     * Nothing is sent yet.
     *
     * @param relay between the service and its storage
     * @param most events that will be sent
     * @param connections that send and read at the same time
     */
    ReadBack(URI service, CountingRelay relay, NumberedEvents events, int most, int connections, long seed) {
        this.service = service;
        this.relay = relay;
        this.events = events;
        this.random = new Random(seed);
        this.connections = connections;
        this.ids = new String[most];
        this.digests = new byte[Math.multiplyExact(most, DIGEST_BYTES)];
        this.pool = Executors.newFixedThreadPool(connections);
    }

    /** Sends events until so many are stored. */
    void fill(int events) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger(stored);
        inParallel(() -> {
            for (int from = next.getAndAdd(PACKAGE); from < events; from = next.getAndAdd(PACKAGE)) {
                send(from, Math.min(events, from + PACKAGE));
            }
        });
        stored = events;
    }

    private void send(int from, int to) throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(PACKAGE * 1_000);
        for (int number = from; number < to; number++) {
            byte[] event = events.event(number);
            System.arraycopy(Sha256.of(event), 0, digests, number * DIGEST_BYTES, DIGEST_BYTES);
            body.write(number == from ? '[' : ',');
            body.writeBytes(event);
        }
        body.write(']');
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(service.resolve("/collect"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode results = JSON.readTree(answer.body()).path("results");
        if (answer.statusCode() != 200 || results.size() != to - from) {
            throw new IOException("a package of " + (to - from) + " events was answered " + answer.statusCode()
                    + " with " + results.size() + " results");
        }
        for (int number = from; number < to; number++) {
            ids[number] = results.get(number - from).path("event_id").asString();
        }
    }

    /** Reads so many of the stored events, drawn at random, each by its id alone. */
    Reads read(int reads) throws IOException, InterruptedException {
        int[] numbers = random.ints(reads, 0, stored).toArray();
        long[] latencies = new long[reads];
        AtomicInteger next = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        Map<StorageRequest, Long> before = relay.counts();
        inParallel(() -> {
            for (int read = next.getAndIncrement(); read < reads; read = next.getAndIncrement()) {
                long begun = System.nanoTime();
                byte[] event = read(ids[numbers[read]]);
                latencies[read] = System.nanoTime() - begun;
                int at = numbers[read] * DIGEST_BYTES;
                if (!Arrays.equals(Sha256.of(event), Arrays.copyOfRange(digests, at, at + DIGEST_BYTES))) {
                    wrong.incrementAndGet();
                }
            }
        });
        Map<StorageRequest, Long> requests = new EnumMap<>(StorageRequest.class);
        relay.counts().forEach((kind, count) -> requests.put(kind, count - before.getOrDefault(kind, 0L)));
        return Reads.of(stored, latencies, wrong.get(), requests);
    }

    /** The event as it stands in the answer, byte for byte: its last member; nothing when it is not found. */
    private byte[] read(String id) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(service.resolve("/events/" + id)).build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        String text = answer.body();
        int at = text.indexOf(ORIGINAL);
        return answer.statusCode() != 200 || at < 0
                ? new byte[0]
                : text.substring(at + ORIGINAL.length(), text.lastIndexOf('}')).getBytes(StandardCharsets.UTF_8);
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void inParallel(Work work) throws IOException, InterruptedException {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int number = 0; number < connections; number++) {
            all.add(() -> {
                work.run();
                return true;
            });
        }
        for (Future<Boolean> done : pool.invokeAll(all)) {
            try {
                done.get();
            } catch (ExecutionException failed) {
                throw new IOException(String.valueOf(failed.getCause()), failed);
            }
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
