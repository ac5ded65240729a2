package com.holded.pipeline.faults;

import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.testing.History;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Producers that send side by side and keep a history each, forced to disk before each send and after each answer. They
 * send to whatever door stands there at the moment, so that it can be killed and replaced.
 */
final class Senders implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration AFTER_A_REFUSAL = Duration.ofMillis(20);

    private final Path folder;
    private final Supplier<Door> door;
    private final long seed;
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final List<Future<?>> sending = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<Integer> statuses = new ConcurrentSkipListSet<>();
    private volatile boolean goesOn = true;
    private Optional<History> single = Optional.empty();
    private int noteChars;
    private long pauseNanos;

    /**
     * What came of a package.
     *
     * @param status of the answer; 0 = none
     * @param results one for each event when the outcome is OK, none otherwise
     */
    record Reply(History.Outcome outcome, int status, List<History.Result> results) {}

    /** @param folder where the histories stand */
    Senders(Path folder, long seed, Supplier<Door> door) {
        this.folder = folder;
        this.seed = seed;
        this.door = door;
    }

    /** The same, with so many random characters in each event. */
    Senders bulky(int chars) {
        noteChars = chars;
        return this;
    }

    /** The same, with so long a pause after each package: what is checked grows with what was sent. */
    Senders pausing(Duration pause) {
        pauseNanos = pause.toNanos();
        return this;
    }

    /** Starts some that send until they are told to end. */
    void begin(int senders) {
        for (int number = 0; number < senders; number++) {
            start(Integer.MAX_VALUE, 0);
        }
    }

    /** Sends so many packages by one sender, and returns when they are answered. */
    void send(int packages) throws Exception {
        start(packages, 0).get();
    }

    /** Sends a package by each of so many senders, and returns when all are answered. */
    void sendAtOnce(int senders) throws Exception {
        List<Future<?>> packages = new ArrayList<>();
        for (int number = 0; number < senders; number++) {
            packages.add(start(1, 0));
        }
        for (Future<?> each : packages) {
            each.get();
        }
    }

    /** The same as {@link #send(int)}, each of so many events. */
    void send(int packages, int events) throws Exception {
        start(packages, events).get();
    }

    /** Sends these packages one after the other, each until it is answered with 200. */
    void deliver(List<List<String>> packages) throws Exception {
        try (History history = new History(file())) {
            for (List<String> events : packages) {
                while (goesOn && post(history, events).status() != 200) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
            }
        }
    }

    /** Sends one package, once. */
    synchronized Reply post(List<String> events) throws InterruptedException {
        if (single.isEmpty()) {
            single = Optional.of(new History(file()));
        }
        return post(single.get(), events);
    }

    /** @param events in each package; 0 = by chance */
    private synchronized Future<?> start(int packages, int events) {
        String name = folder.getFileName() + "-s" + files.size();
        Path file = file();
        Workload workload = new Workload(name, seed, noteChars);
        Future<?> future = pool.submit(() -> {
            try (History history = new History(file)) {
                for (int sent = 0; sent < packages && goesOn; sent++) {
                    Reply reply = post(history, events == 0 ? workload.next() : workload.next(events));
                    LockSupport.parkNanos(reply.status() == 200 ? pauseNanos : AFTER_A_REFUSAL.toNanos());
                }
            }
            return null;
        });
        sending.add(future);
        return future;
    }

    private synchronized Path file() {
        Path file = folder.resolve("history-" + files.size() + ".tsv");
        files.add(file);
        return file;
    }

    private Reply post(History history, List<String> events) throws InterruptedException {
        int operation = history.begin(events.stream()
                .map(event -> Sha256.hex(Sha256.of(bytes(event))))
                .toList());
        Reply reply = attempt(events);
        history.end(operation, reply.outcome(), reply.results());
        accepted.addAndGet(reply.results().size());
        return reply;
    }

    private Reply attempt(List<String> events) throws InterruptedException {
        try {
            Door.Answer answer = door.get().post(bytes("[" + String.join(",", events) + "]"));
            statuses.add(answer.status());
            return new Reply(
                    outcome(answer.status()),
                    answer.status(),
                    answer.status() == 200 ? results(answer.body()) : List.of());
        } catch (ConnectException | HttpConnectTimeoutException neverSent) {
            return new Reply(History.Outcome.FAIL, 0, List.of());
        } catch (IOException broken) {
            return new Reply(History.Outcome.INFO, 0, List.of());
        }
    }

    private static History.Outcome outcome(int status) {
        if (status == 200) {
            return History.Outcome.OK;
        }
        return status / 100 == 4 ? History.Outcome.FAIL : History.Outcome.INFO;
    }

    private static List<History.Result> results(byte[] body) {
        return JSON.readTree(body)
                .path("results")
                .valueStream()
                .map(result -> new History.Result(
                        result.path("event_id").asString(),
                        result.path("status").asString().equals("accepted")))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Events that were answered so far. */
    int answered() {
        return accepted.get();
    }

    /** Every status that was answered. */
    Set<Integer> statuses() {
        return statuses;
    }

    /** Waits until so many more events are answered. */
    void awaitAnswered(int more) {
        int before = accepted.get();
        Waiting.until(PATIENCE, more + " events to be answered, seed " + seed, accepted::get, n -> n >= before + more);
    }

    /** Ends those that send for ever, after their last answer. */
    void end() throws InterruptedException, ExecutionException {
        goesOn = false;
        for (Future<?> future : sending) {
            future.get();
        }
        pool.shutdown();
    }

    /** What all of them did. */
    synchronized List<History.Operation> history() {
        return files.stream().flatMap(file -> History.read(file).stream()).toList();
    }

    @Override
    public void close() {
        goesOn = false;
        pool.shutdownNow();
        single.ifPresent(History::close);
    }
}
