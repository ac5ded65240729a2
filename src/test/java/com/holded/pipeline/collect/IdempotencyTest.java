package com.holded.pipeline.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.storage.Keys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:49:32.123Z");
    private static final byte[] BODY = "[{\"a\":1},2]".getBytes(UTF_8);
    private static final Violation VIOLATION = new Violation(Reason.NOT_AN_EVENT, "", "expected ñ, not \"2\"");

    private final FakeStorage storage = new FakeStorage();
    private final AtomicInteger carriedOut = new AtomicInteger();
    private final GroupCommit commit = new GroupCommit(
            storage,
            new SegmentIds(Clock.fixed(NOW, ZoneOffset.UTC), new Random(1)),
            new ByteBudget(1 << 20),
            new GroupCommit.Limits(1 << 20, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(2)),
            SegmentTally.NONE);

    @AfterEach
    void stop() {
        commit.close();
    }

    @Test
    void a_request_that_is_sent_again_gets_the_first_answer_and_is_not_carried_out() {
        byte[] first = send("k", BODY, NOW).join();

        byte[] again = send("k", BODY, NOW.plus(Duration.ofHours(23))).join();

        assertThat(again).isEqualTo(first);
        assertThat(new String(first, UTF_8)).contains("expected ñ").contains("\"accepted\":1");
        assertThat(carriedOut).hasValue(1);
    }

    @Test
    void another_body_under_the_same_key_is_refused() {
        send("k", BODY, NOW).join();

        assertThat(code(() -> send("k", "[]".getBytes(UTF_8), NOW))).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(carriedOut).hasValue(1);
    }

    @Test
    void keys_of_different_senders_never_meet() {
        IdempotencyKey one = IdempotencyKey.of("a", "bc", BODY, BODY.length);
        IdempotencyKey other = IdempotencyKey.of("ab", "c", BODY, BODY.length);

        assertThat(one.name()).isNotEqualTo(other.name());
        assertThat(one.body()).isEqualTo(other.body());
    }

    @Test
    void while_the_first_request_is_under_way_another_one_waits() {
        Idempotency idempotency = at(NOW);
        CompletableFuture<byte[]> underWay = new CompletableFuture<>();
        IdempotencyKey key = key("k", BODY);
        var unused = idempotency.once(key, () -> underWay);

        assertThat(code(() -> idempotency.once(key, this::never))).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_IN_USE);

        underWay.completeExceptionally(new ProblemException(ErrorCode.STORAGE_UNAVAILABLE, "not stored"));
        assertThat(idempotency.once(key, () -> CompletableFuture.completedFuture(BODY)))
                .isCompletedWithValue(BODY);
    }

    @Test
    void a_claim_without_its_package_holds_the_key_until_no_write_can_be_under_way() {
        send("k", BODY, NOW).join();
        storage.objects.keySet().removeIf(name -> name.startsWith(Keys.RAW));

        assertThat(code(() -> send("k", BODY, NOW.plusSeconds(9)))).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_IN_USE);
        send("k", BODY, NOW.plusSeconds(11)).join();

        assertThat(carriedOut).hasValue(2);
    }

    @Test
    void a_key_is_forgotten_after_a_day() {
        send("k", BODY, NOW).join();

        send("k", BODY, NOW.plus(Duration.ofHours(24)).plusSeconds(1)).join();

        assertThat(carriedOut).hasValue(2);
    }

    @Test
    void a_key_may_be_quoted_or_not() {
        assertThat(IdempotencyKey.of(List.of())).isEmpty();
        assertThat(IdempotencyKey.of(List.of("\"8e03978e 40d5\""))).contains("8e03978e 40d5");
        assertThat(IdempotencyKey.of(List.of(" 8e03978e-40d5 "))).contains("8e03978e-40d5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"", "\"\"", "a b", "a,b", "ñ", "\"a\"b\"", "\u0001"})
    void what_is_no_key_is_refused(String header) {
        assertThat(code(() -> IdempotencyKey.of(List.of(header)))).isEqualTo(ErrorCode.BAD_PARAMETER);
        assertThat(code(() -> IdempotencyKey.of(List.of("a", "a")))).isEqualTo(ErrorCode.BAD_PARAMETER);
        assertThat(code(() -> IdempotencyKey.of(List.of("a".repeat(256))))).isEqualTo(ErrorCode.BAD_PARAMETER);
    }

    private Idempotency at(Instant now) {
        return new Idempotency(storage::read, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static IdempotencyKey key(String key, byte[] body) {
        return IdempotencyKey.of("producer", key, body, body.length);
    }

    private CompletableFuture<byte[]> send(String text, byte[] body, Instant now) {
        IdempotencyKey key = key(text, body);
        return at(now).once(key, () -> {
            carriedOut.incrementAndGet();
            List<Judged> events = List.of(new Judged(1, 7, 3, List.of()), new Judged(9, 1, 3, List.of(VIOLATION)));
            return commit.append(new JudgedPackage(now.toEpochMilli(), body, events), Optional.of(key))
                    .thenApply(receipt -> CollectAnswer.of(now.toEpochMilli(), events, receipt));
        });
    }

    private CompletableFuture<byte[]> never() {
        throw new AssertionError("carried out twice");
    }

    private static ErrorCode code(Supplier<?> request) {
        return catchThrowableOfType(ProblemException.class, request::get).code();
    }
}
