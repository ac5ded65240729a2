package com.holded.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.local.S3Server;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.History;
import com.holded.pipeline.testing.History.Outcome;
import com.holded.pipeline.testing.History.Result;
import com.holded.pipeline.testing.Signals;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Collection loses nothing: 10,000 events are posted while object storage is away for a while and the service is killed
 * twice, at instants that a seed chooses ({@code -Doutage.seed=N} repeats it). Afterwards what was answered is what can
 * be read, byte for byte, and nothing else is stored than what was sent.
 */
@Tag("faults-short")
class OutageIT {
    private static final Logger LOG = LoggerFactory.getLogger(OutageIT.class);

    private static final int EVENTS = 10_000;
    private static final int SENDERS = 8;
    /** A minute where there is time for it: in the profile {@code faults}. */
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 12));

    private static final Duration HEALED = Duration.ofSeconds(60);
    /** The first answers of a fresh platform, and the starts of a service, take long on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Three seconds are promised; two more belong to the machine that the test shares. */
    private static final Duration TOLD = Duration.ofSeconds(5);

    private final Path folder = folder();

    private LocalPlatform platform;
    private Client client;

    /** When things happened, by {@link System#nanoTime}. */
    private record Outage(long begunNanos, long serviceKilledNanos, long endedNanos) {}

    /** An answer that a sender got. */
    private record Told(long sentNanos, long answeredNanos, int status, String retryAfter) {
        boolean within(long fromNanos, long toNanos) {
            return sentNanos - fromNanos > 0 && toNanos - answeredNanos > 0;
        }

        Duration took() {
            return Duration.ofNanos(answeredNanos - sentNanos);
        }
    }

    /**
     * What a seed chooses.
     *
     * @param firstKill after so many posted events the service is killed
     * @param outage after so many more storage goes away
     * @param frozen storage is frozen rather than killed: what was sent to it may be stored when it goes on
     * @param secondKill from the outage's begin to the second kill, which is in it or around its end, and not before
     *     somebody was told of the outage
     */
    private record Plan(long seed, int firstKill, int outage, boolean frozen, Duration secondKill) {
        static Plan of(long seed) {
            Random random = new Random(seed);
            return new Plan(
                    seed,
                    500 + random.nextInt(2_000),
                    500 + random.nextInt(2_000),
                    random.nextBoolean(),
                    OUTAGE.dividedBy(6).plusMillis(random.nextInt((int) OUTAGE.toMillis())));
        }
    }

    @BeforeEach
    void start() {
        platform = LocalPlatform.start(
                LocalPlatform.Options.forTests(folder.resolve("data")).with(Setting.JOB_SCHEDULE, "PT0S"));
        assumeTrue(platform.s3().isPresent(), "an external server is not ours to stop: unset MINIO_ENDPOINT");
        client = new Client(platform);
    }

    @AfterEach
    void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    /** Below target/, so that the histories and logs of a failed build are found. */
    private static Path folder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "outage-");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void what_was_answered_is_what_can_be_read_after_an_outage_and_two_kills() throws Exception {
        Plan plan = Plan.of(Long.getLong("outage.seed", System.nanoTime()));
        LOG.info("{}; repeat it with -Doutage.seed={}", plan, plan.seed());
        Traffic traffic = new Traffic(plan.seed());

        traffic.begin();
        traffic.awaitPosted(plan.firstKill());
        restartService();
        traffic.awaitAccepted(1);
        traffic.awaitPosted(traffic.posted.get() + plan.outage());
        Outage outage = outage(plan, traffic);
        traffic.awaitAcceptedWithin(HEALED);
        traffic.awaitPosted(EVENTS);
        traffic.awaitAcceptedInAll(EVENTS / 2 + 1);
        traffic.end();

        List<History.Operation> operations = traffic.history();
        LOG.info("seed {}: {}", plan.seed(), summary(operations));
        assertAll(
                () -> verifyAnswers(traffic, outage, plan),
                () -> verifyStored(operations, plan),
                () -> verifyReadable(operations, plan));
    }

    /** Storage is away, and the service dies meanwhile or just after. Returns when both are back. */
    private Outage outage(Plan plan, Traffic traffic) throws InterruptedException, ExecutionException {
        S3Server storage = platform.s3().orElseThrow();
        ProcessHandle process = storage.process().orElseThrow();
        if (plan.frozen()) {
            Signals.freeze(process);
        } else {
            storage.kill();
        }
        long begun = System.nanoTime();
        ExecutorService healer = Executors.newSingleThreadExecutor();
        try {
            Future<Long> ended = healer.submit(() -> {
                passUntil(begun + OUTAGE.toNanos());
                long now = System.nanoTime();
                if (plan.frozen()) {
                    Signals.thaw(process);
                } else {
                    storage.start();
                }
                return now;
            });
            traffic.awaitToldSince(begun);
            passUntil(begun + plan.secondKill().toNanos());
            long killed = System.nanoTime();
            restartService();
            return new Outage(begun, killed, ended.get());
        } finally {
            healer.shutdown();
        }
    }

    private void restartService() {
        platform.payara().kill();
        platform.payara().start();
    }

    /** The plan's instants are part of the test; nothing is hoped to be done by then. */
    private static void passUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void verifyAnswers(Traffic traffic, Outage outage, Plan plan) {
        assertThat(traffic.told.stream().map(Told::status).collect(Collectors.toSet()))
                .as("a producer takes any other answer as final, seed " + plan.seed())
                .isSubsetOf(200, 400, 503);
        List<Told> during = traffic.told.stream()
                .filter(told -> told.within(outage.begunNanos(), outage.endedNanos()) && told.status() != 400)
                .toList();

        assertThat(during).as("answers without storage, seed " + plan.seed()).isNotEmpty();
        assertThat(during)
                .as("answers without storage that are no 503 with Retry-After, seed " + plan.seed())
                .filteredOn(told -> told.status() != 503 || !told.retryAfter().matches("[1-9][0-9]*"))
                .isEmpty();
        assertThat(during)
                .as("late answers, seed " + plan.seed())
                .filteredOn(told -> told.within(outage.begunNanos(), outage.serviceKilledNanos()))
                .filteredOn(told -> told.took().compareTo(TOLD) >= 0)
                .isEmpty();
    }

    /** Everything that was answered is stored as it was answered, all else at most once, and nothing that was refused. */
    private void verifyStored(List<History.Operation> operations, Plan plan) {
        Map<String, Result> stored = new HashMap<>();
        List<String> twice = new ArrayList<>();
        for (RawEvent event : new Bucket(platform).rawEvents()) {
            String hash = Sha256.hex(Sha256.of(event.event()));
            if (stored.put(hash, new Result(event.id().toString(), event.accepted())) != null) {
                twice.add(hash);
            }
        }
        Map<String, Result> answered = answered(operations);
        Set<String> uncertain = hashes(operations, Outcome.INFO);
        Map<String, Result> storedOfAnswered = new HashMap<>(stored);
        storedOfAnswered.keySet().removeAll(uncertain);

        LOG.info(
                "seed {}: {} events stored, {} of them without an answer",
                plan.seed(),
                stored.size(),
                stored.size() - storedOfAnswered.size());
        assertThat(twice).as("stored twice, seed " + plan.seed()).isEmpty();
        Set<String> refused = hashes(operations, Outcome.FAIL);
        refused.retainAll(stored.keySet());
        assertThat(refused)
                .as("refused and stored all the same, seed " + plan.seed())
                .isEmpty();
        assertThat(difference(answered, storedOfAnswered))
                .as("answered and not stored so, seed " + plan.seed())
                .isEmpty();
        assertThat(difference(storedOfAnswered, answered))
                .as("stored and not answered so, seed " + plan.seed())
                .isEmpty();
    }

    /** Each event that was answered can be read by its id, as it was sent. */
    private void verifyReadable(List<History.Operation> operations, Plan plan) throws Exception {
        Map<String, Result> answered = answered(operations);
        Queue<Map.Entry<String, Result>> left = new ConcurrentLinkedQueue<>(answered.entrySet());
        Map<String, Result> readable = inParallel(reader -> {
            Map<String, Result> read = new HashMap<>();
            for (Map.Entry<String, Result> next = left.poll(); next != null; next = left.poll()) {
                String id = next.getValue().id();
                Client.Answer answer = client.read("/events/" + id);
                if (answer.status() == 200) {
                    boolean accepted = answer.json().path("status").asString().equals("accepted");
                    read.put(Sha256.hex(Sha256.of(original(answer.text()))), new Result(id, accepted));
                }
            }
            return read;
        });

        assertThat(difference(answered, readable))
                .as("answered and not to be read so, seed " + plan.seed())
                .isEmpty();
        assertThat(difference(readable, answered))
                .as("read and not answered so, seed " + plan.seed())
                .isEmpty();
        assertThat(answered).as("seed " + plan.seed()).hasSizeGreaterThan(EVENTS / 2);
    }

    /** The event as it stands in the answer, byte for byte: its last member. */
    private static byte[] original(String answer) {
        String name = "\"original_holded_event\":";
        return answer.substring(answer.indexOf(name) + name.length(), answer.lastIndexOf('}'))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Result> inParallel(Work work) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Callable<Map<String, Result>>> all = IntStream.range(0, SENDERS)
                    .<Callable<Map<String, Result>>>mapToObj(number -> () -> work.of(number))
                    .toList();
            Map<String, Result> results = new HashMap<>();
            for (Future<Map<String, Result>> done : pool.invokeAll(all)) {
                results.putAll(done.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private interface Work {
        Map<String, Result> of(int number);
    }

    /** Result of each event that was answered, by its hash. */
    private static Map<String, Result> answered(List<History.Operation> operations) {
        Map<String, Result> answered = new HashMap<>();
        for (History.Operation operation : operations) {
            for (int i = 0; i < operation.results().size(); i++) {
                answered.put(operation.hashes().get(i), operation.results().get(i));
            }
        }
        return answered;
    }

    private static Set<Map.Entry<String, Result>> difference(Map<String, Result> all, Map<String, Result> without) {
        Set<Map.Entry<String, Result>> difference = new HashSet<>(all.entrySet());
        difference.removeAll(without.entrySet());
        return difference;
    }

    private static Set<String> hashes(List<History.Operation> operations, Outcome outcome) {
        return operations.stream()
                .filter(operation -> operation.outcome() == outcome)
                .flatMap(operation -> operation.hashes().stream())
                .collect(Collectors.toSet());
    }

    private static String summary(List<History.Operation> operations) {
        return operations.stream()
                        .collect(Collectors.groupingBy(
                                History.Operation::outcome,
                                Collectors.summingInt(
                                        operation -> operation.hashes().size())))
                + " events sent, by outcome";
    }

    /** The senders, and what they have seen. */
    private final class Traffic {
        private final AtomicBoolean goesOn = new AtomicBoolean(true);
        private final AtomicInteger posted = new AtomicInteger();
        private final AtomicInteger accepted = new AtomicInteger();
        private final Queue<Told> told = new ConcurrentLinkedQueue<>();
        private final ExecutorService pool = Executors.newFixedThreadPool(SENDERS);
        private final List<Future<?>> senders = new ArrayList<>();
        private final long seed;

        Traffic(long seed) {
            this.seed = seed;
        }

        void begin() {
            for (int number = 0; number < SENDERS; number++) {
                senders.add(pool.submit(new Sender(this, number)));
            }
        }

        void awaitPosted(int events) {
            await(PATIENCE, events + " events to be posted", posted, events);
        }

        void awaitAccepted(int more) {
            await(PATIENCE, "new events to be accepted", accepted, accepted.get() + more);
        }

        /** Where a machine is slow, much of what was posted found nobody, and says nothing of what was answered. */
        void awaitAcceptedInAll(int events) {
            await(PATIENCE, events + " events to be accepted", accepted, events);
        }

        void awaitAcceptedWithin(Duration limit) {
            await(limit, "new events to be accepted", accepted, accepted.get() + 1);
        }

        /** What was on its way when storage went is answered first; only what is sent after it tells of the outage. */
        void awaitToldSince(long nanos) {
            Waiting.until(
                    PATIENCE,
                    "an answer to what was sent since, seed " + seed,
                    () -> told.stream().anyMatch(answer -> answer.status() != 400 && answer.sentNanos() - nanos > 0),
                    answered -> answered);
        }

        private void await(Duration limit, String what, AtomicInteger counter, int least) {
            Waiting.until(limit, what + ", seed " + seed, counter::get, count -> count >= least);
        }

        void end() throws InterruptedException, ExecutionException {
            goesOn.set(false);
            for (Future<?> sender : senders) {
                sender.get();
            }
            pool.shutdown();
        }

        Path file(int sender) {
            return folder.resolve("history-" + sender + ".tsv");
        }

        List<History.Operation> history() {
            return IntStream.range(0, SENDERS)
                    .mapToObj(this::file)
                    .flatMap(file -> History.read(file).stream())
                    .toList();
        }
    }

    /** Sends packages of up to ten events, no two of which are equal, until told to stop. */
    private final class Sender implements Runnable {
        private static final double REJECTED = 0.05;
        private static final double CUT = 0.02;
        private static final int LONGEST_NOTE = 2_000;

        private final Traffic traffic;
        private final int number;
        private final Random random;
        private int sent;

        Sender(Traffic traffic, int number) {
            this.traffic = traffic;
            this.number = number;
            this.random = new Random(traffic.seed + number);
        }

        @Override
        public void run() {
            try (History history = new History(traffic.file(number))) {
                while (traffic.goesOn.get()) {
                    List<String> events = IntStream.rangeClosed(0, random.nextInt(10))
                            .mapToObj(i -> event())
                            .toList();
                    String body = "[" + String.join(",", events) + "]";
                    send(history, events, random.nextDouble() < CUT ? body.substring(0, body.length() - 1) : body);
                }
            }
        }

        private void send(History history, List<String> events, String body) {
            int operation = history.begin(events.stream()
                    .map(event -> Sha256.hex(Sha256.of(event.getBytes(StandardCharsets.UTF_8))))
                    .toList());
            traffic.posted.addAndGet(events.size());
            try {
                long sentNanos = System.nanoTime();
                Client.Answer answer = client.post("/collect", body);
                traffic.told.add(new Told(sentNanos, System.nanoTime(), answer.status(), answer.header("Retry-After")));
                List<Result> results = answer.status() == 200 ? results(answer.json()) : List.of();
                history.end(operation, outcome(answer.status()), results);
                traffic.accepted.addAndGet(
                        (int) results.stream().filter(Result::accepted).count());
            } catch (UncheckedIOException broken) {
                boolean neverSent = broken.getCause() instanceof ConnectException;
                history.end(operation, neverSent ? Outcome.FAIL : Outcome.INFO, List.of());
                if (neverSent) {
                    traffic.posted.addAndGet(-events.size());
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }

        private static List<Result> results(JsonNode answer) {
            return answer.path("results")
                    .valueStream()
                    .map(result -> new Result(
                            result.path("event_id").asString(),
                            result.path("status").asString().equals("accepted")))
                    .toList();
        }

        private static Outcome outcome(int status) {
            if (status == 200) {
                return Outcome.OK;
            }
            return status / 100 == 4 ? Outcome.FAIL : Outcome.INFO;
        }

        private String event() {
            String company = random.nextDouble() < REJECTED ? "" : "\"company_id\":\"outage\",";
            String note = IntStream.range(0, random.nextInt(LONGEST_NOTE))
                    .mapToObj(i -> String.valueOf((char) (' ' + random.nextInt('~' - ' '))))
                    .collect(Collectors.joining())
                    .replace("\\", "é")
                    .replace("\"", "€");
            return "{\"event_id\":\"m-" + traffic.seed + "-" + number + "-" + sent++ + "\",\"event_type\":\"OUTAGE\","
                    + company + "\"user_id\":\"u\",\"timestamp\":" + System.currentTimeMillis() + ",\"note\":\"" + note
                    + "\"}";
        }
    }
}
