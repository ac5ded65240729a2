package com.holded.pipeline.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:49:32.123Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final Duration LONG_AGE = Duration.ofSeconds(20);

    private final FakeStorage storage = new FakeStorage();
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private GroupCommit commit = commit(1 << 20, Duration.ofMillis(5));

    @AfterEach
    void stop() {
        CountDownLatch gate = storage.gate;
        if (gate != null) {
            gate.countDown();
        }
        commit.close();
    }

    @Test
    void rejected_events_stand_in_the_dead_letter_before_the_request_is_answered() {
        Violation violation = new Violation(Reason.BAD_ID, "/a", "expected another");
        byte[] body = "[1,{\"a\":2}]".getBytes(UTF_8);
        JudgedPackage events = new JudgedPackage(
                NOW.toEpochMilli(),
                body,
                List.of(new Judged(1, 1, 3, List.of()), new Judged(3, 7, 3, List.of(violation))));

        Receipt stored = append(events).join();

        String letters = new String(storage.objects.get(Keys.deadLetters(stored.segment())), UTF_8);
        assertThat(letters.lines()).hasSize(1);
        assertThat(letters)
                .contains("\"event_id\":\"" + stored.eventId(1) + "\"")
                .contains("\"object_name\":\"" + Keys.rawSegment(stored.segment()) + "\",\"line\":1")
                .contains("\"pointer\":\"/a\"")
                .endsWith(",\"event\":{\"a\":2}}\n");
    }

    @Test
    void a_segment_without_rejected_events_has_no_dead_letter() {
        append(aPackage("{\"a\":1}")).join();

        assertThat(storage.objects.keySet()).noneMatch(key -> key.startsWith(Keys.DEAD_LETTERS));
    }

    @Test
    void a_request_is_answered_only_when_its_events_are_stored() {
        storage.gate = new CountDownLatch(1);
        CompletableFuture<Receipt> receipt = append(aPackage("{\"a\":1}", "{\"b\":2}"));

        assertThat(receipt).isNotDone();
        storage.gate.countDown();

        Receipt stored = receipt.join();
        List<RawEvent> events = storage.events();
        assertThat(events).extracting(RawEvent::id).containsExactly(stored.eventId(0), stored.eventId(1));
        assertThat(events)
                .extracting(event -> new String(event.event(), UTF_8))
                .containsExactly("{\"a\":1}", "{\"b\":2}");
        assertThat(events)
                .extracting(RawEvent::packageId)
                .containsOnly(stored.packageId().value());
        assertThat(events).extracting(RawEvent::ordinal).containsExactly(0, 1);
        assertThat(events).extracting(RawEvent::receivedAtMillis).containsOnly(NOW.toEpochMilli());
    }

    @Test
    void rejected_events_are_stored_in_their_place_with_all_their_errors() {
        List<Violation> violations =
                List.of(new Violation(Reason.BAD_ID, "/x", "no"), new Violation(Reason.SCHEMA, "", "no"));
        byte[] body = "[1,{}]".getBytes(UTF_8);
        JudgedPackage mixed = new JudgedPackage(
                NOW.toEpochMilli(), body, List.of(new Judged(1, 1, 3, violations), new Judged(3, 2, 4, List.of())));

        append(mixed).join();

        assertThat(storage.events()).extracting(RawEvent::accepted).containsExactly(false, true);
        assertThat(storage.events()).extracting(RawEvent::violations).containsExactly(violations, List.of());
        assertThat(storage.events()).extracting(RawEvent::schemaId).containsExactly(3, 4);
    }

    @Test
    void requests_that_come_together_share_a_segment() {
        commit.close();
        commit = commit(1 << 20, LONG_AGE);
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            receipts.add(append(aPackage("{\"n\":" + number + "}", "{}")));
        }

        commit.close();

        assertThat(storage.objects).hasSize(1);
        assertThat(receipts).allSatisfy(receipt -> assertThat(receipt).isCompleted());
        assertThat(receipts)
                .extracting(receipt -> receipt.join().firstLine())
                .containsExactly(0, 2, 4, 6, 8, 10, 12, 14, 16, 18);
    }

    @Test
    void a_full_segment_does_not_wait_for_its_age() {
        commit.close();
        commit = commit(1000, LONG_AGE);

        Receipt first = append(aPackage("\"" + "x".repeat(2000) + "\"")).join();
        Receipt second = append(aPackage("\"" + "y".repeat(2000) + "\"")).join();

        assertThat(storage.objects).hasSize(2);
        assertThat(second.segment()).isGreaterThan(first.segment());
    }

    @Test
    void a_segment_is_stored_when_nothing_more_is_coming() {
        commit.close();
        commit = new GroupCommit(
                storage,
                ids(),
                budget,
                new GroupCommit.Limits(1 << 20, Duration.ofMillis(2), LONG_AGE, PATIENCE),
                SegmentTally.NONE);

        append(aPackage("1")).join();

        assertThat(storage.objects).hasSize(1);
    }

    @Test
    void a_stream_without_a_pause_is_stored_by_age() {
        commit.close();
        commit = new GroupCommit(
                storage,
                ids(),
                budget,
                new GroupCommit.Limits(1 << 20, LONG_AGE, Duration.ofMillis(5), PATIENCE),
                SegmentTally.NONE);

        append(aPackage("1")).join();

        assertThat(storage.objects).hasSize(1);
    }

    @Test
    void a_segment_that_is_worth_an_object_waits_for_nothing_but_an_uploader() {
        commit.close();
        commit = commit(4000, LONG_AGE);

        append(aPackage("\"" + "x".repeat(1000) + "\"")).join();

        assertThat(storage.objects).hasSize(1);
    }

    @Test
    void a_package_never_spans_two_segments() {
        commit.close();
        commit = commit(1000, Duration.ofMillis(1));
        String[] events = new String[500];
        Arrays.fill(events, "{\"a\":1}");

        append(aPackage(events)).join();

        assertThat(storage.objects).hasSize(1);
        assertThat(storage.events()).hasSize(500);
    }

    @Test
    void requests_of_many_threads_never_mix_or_get_lost() throws Exception {
        commit.close();
        commit = new GroupCommit(
                storage,
                ids(),
                new ByteBudget(1 << 28),
                new GroupCommit.Limits(5000, Duration.ofMillis(1), Duration.ofMillis(1), PATIENCE),
                SegmentTally.NONE);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> senders = new ArrayList<>();
        for (int sender = 0; sender < 8; sender++) {
            String name = "sender-" + sender;
            senders.add(threads.submit(() -> {
                for (int number = 0; number < 200; number++) {
                    String text = "\"" + name + "-" + number + "\"";
                    Receipt receipt = append(aPackage(text, text)).get(20, TimeUnit.SECONDS);
                    RawEvent stored = SegmentFormat.line(
                                    storage.read(Keys.rawSegment(receipt.segment())), receipt.firstLine() + 1)
                            .orElseThrow();
                    assertThat(new String(stored.event(), UTF_8)).isEqualTo(text);
                    assertThat(stored.id()).isEqualTo(receipt.eventId(1));
                }
                return name;
            }));
        }
        for (Future<?> sender : senders) {
            sender.get(25, TimeUnit.SECONDS);
        }
        threads.shutdown();

        Set<Object> ids = new HashSet<>();
        storage.events().forEach(event -> ids.add(event.id()));
        assertThat(ids).hasSize(3200);
        assertThat(storage.objects.size()).isLessThan(1600);
    }

    @Test
    void while_uploaders_are_busy_the_open_segment_grows() {
        storage.gate = new CountDownLatch(1);
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int uploader = 1; uploader <= 2; uploader++) {
            receipts.add(append(aPackage("1")));
            await(() -> storage.puts.get() == receipts.size());
        }
        for (int number = 0; number < 50; number++) {
            receipts.add(append(aPackage("2")));
        }

        storage.gate.countDown();

        receipts.forEach(CompletableFuture::join);
        assertThat(storage.objects).hasSize(3);
    }

    @Test
    void a_store_that_fails_accepts_nothing_and_says_so() {
        storage.failure = Kind.UNAVAILABLE;

        ProblemException problem = problem(append(aPackage("{}")));

        assertThat(problem.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(problem.detail()).doesNotContain("secret");
        assertThat(storage.objects).isEmpty();
        await(() -> budget.used() == 0);
    }

    @Test
    void an_unknown_outcome_is_no_acceptance_although_the_events_may_be_there() {
        storage.failure = Kind.UNKNOWN_OUTCOME;

        ProblemException problem = problem(append(aPackage("{}")));

        assertThat(problem.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(storage.events()).hasSize(1);
    }

    @Test
    void it_goes_on_when_the_store_is_back() {
        storage.failure = Kind.REFUSED;
        problem(append(aPackage("1")));
        storage.failure = null;

        append(aPackage("2")).join();

        assertThat(storage.events()).hasSize(1);
    }

    @Test
    void requests_behind_a_store_that_hangs_are_refused_in_time_and_without_a_write() {
        storage.gate = new CountDownLatch(1);
        List<CompletableFuture<Receipt>> hanging = new ArrayList<>();
        for (int uploader = 1; uploader <= 2; uploader++) {
            hanging.add(append(aPackage("1")));
            await(() -> storage.puts.get() == hanging.size());
        }
        CompletableFuture<Receipt> waiting = append(aPackage("2"));
        long opened = System.nanoTime();
        await(() -> System.nanoTime() - opened > PATIENCE.toNanos());

        storage.gate.countDown();

        assertThat(problem(waiting).code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(storage.puts).hasValue(2);
    }

    @Test
    void more_bytes_than_may_be_in_flight_are_refused_at_once() {
        storage.gate = new CountDownLatch(1);
        List<CompletableFuture<Receipt>> taken = new ArrayList<>();
        String large = "\"" + "x".repeat(100_000) + "\"";

        assertThatThrownBy(() -> {
                    for (int number = 0; number < 100; number++) {
                        taken.add(append(aPackage(large)));
                    }
                })
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.OVERLOADED));

        // Seven eighths of the room: the rest is for small requests.
        assertThat(taken).hasSize(9);
        assertThat(budget.used()).isLessThanOrEqualTo(1 << 20);
        storage.gate.countDown();
        taken.forEach(CompletableFuture::join);
        await(() -> budget.used() == 0);
        append(aPackage(large)).join();
    }

    @Test
    void at_the_end_all_that_was_taken_is_stored_and_nothing_more_is_taken() {
        commit.close();
        commit = commit(1 << 20, LONG_AGE);
        CompletableFuture<Receipt> receipt = append(aPackage("{}"));

        commit.close();

        assertThat(receipt).isCompleted();
        assertThat(storage.events()).hasSize(1);
        assertThatThrownBy(() -> append(aPackage("{}"))).isInstanceOf(ProblemException.class);
        assertThat(budget.used()).isZero();
    }

    @Test
    void segment_ids_go_forward_though_the_clock_goes_back_a_little() {
        List<SegmentId> given = ids(NOW, NOW, NOW.minusSeconds(59), NOW.plusMillis(1), NOW.plusSeconds(9));

        assertThat(given).isSorted().doesNotHaveDuplicates();
        assertThat(given.get(4).openedAtMillis()).isEqualTo(NOW.plusSeconds(9).toEpochMilli());
        assertThat(given)
                .extracting(SegmentId::writer)
                .containsOnly(given.get(0).writer());
    }

    @Test
    void a_clock_that_was_years_ahead_and_is_set_right_is_believed_by_a_new_writer() {
        Instant ahead = NOW.plus(Duration.ofDays(3652));

        List<SegmentId> given = ids(NOW, ahead, NOW, NOW, NOW.minusSeconds(1));

        assertThat(given)
                .extracting(SegmentId::openedAt)
                .containsExactly(NOW, ahead, NOW, NOW.plusMillis(1), NOW.plusMillis(2));
        assertThat(given.get(1).writer()).isEqualTo(given.get(0).writer());
        assertThat(given.subList(2, 5))
                .extracting(SegmentId::writer)
                .doesNotContain(given.get(0).writer())
                .containsOnly(given.get(2).writer());
    }

    /** Ids that are given out at these times. */
    private static List<SegmentId> ids(Instant... times) {
        Deque<Instant> left = new ArrayDeque<>(List.of(times));
        Clock jumping = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return left.remove();
            }
        };
        SegmentIds ids = new SegmentIds(jumping, new Random(1));
        return Stream.generate(ids::next).limit(times.length).toList();
    }

    private GroupCommit commit(long segmentBytes, Duration age) {
        return new GroupCommit(
                storage, ids(), budget, new GroupCommit.Limits(segmentBytes, age, age, PATIENCE), SegmentTally.NONE);
    }

    private static SegmentIds ids() {
        return new SegmentIds(CLOCK, new Random());
    }

    private CompletableFuture<Receipt> append(JudgedPackage events) {
        return commit.append(events, Optional.empty());
    }

    private static JudgedPackage aPackage(String... events) {
        byte[] body = String.join(",", events).getBytes(UTF_8);
        List<Judged> judged = new ArrayList<>();
        int offset = 0;
        for (String event : events) {
            judged.add(new Judged(offset, event.length(), 0, List.of()));
            offset += event.length() + 1;
        }
        return new JudgedPackage(NOW.toEpochMilli(), body, judged);
    }

    private static ProblemException problem(CompletableFuture<Receipt> receipt) {
        Throwable failure = catchThrowable(receipt::join);
        assertThat(failure).isInstanceOf(CompletionException.class).hasCauseInstanceOf(ProblemException.class);
        return (ProblemException) Objects.requireNonNull(failure.getCause());
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
