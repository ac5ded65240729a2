package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void turns_away_at_once_who_finds_no_place_to_wait() {
        Slots slots = new Slots(1, 0, LONG);

        slots.in(() -> {
            assertIsTurnedAway(slots);
            return "first";
        });
    }

    @Test
    void turns_away_who_has_waited_for_long_enough() {
        Slots slots = new Slots(1, 1, Duration.ofMillis(1));

        slots.in(() -> {
            assertIsTurnedAway(slots);
            return "first";
        });
    }

    @Test
    void who_waits_has_its_turn_when_a_slot_is_free() throws Exception {
        Slots slots = new Slots(1, 1, LONG);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<String> first =
                CompletableFuture.supplyAsync(() -> slots.<String, IllegalStateException>in(() -> {
                    begun.countDown();
                    await(end);
                    return "first";
                }));
        begun.await();
        CompletableFuture<String> second =
                CompletableFuture.supplyAsync(() -> slots.<String, IllegalStateException>in(() -> "second"));

        assertThat(second).isNotDone();
        end.countDown();
        assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo("first");
        assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo("second");
    }

    @Test
    void a_failed_report_frees_its_slot() {
        Slots slots = new Slots(1, 0, LONG);

        assertThatIllegalStateException()
                .isThrownBy(() -> slots.in(() -> {
                    throw new IllegalStateException("broken");
                }));

        assertThat(slots.<String, RuntimeException>in(() -> "next")).isEqualTo("next");
    }

    private static void assertIsTurnedAway(Slots slots) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> slots.in(() -> "second"))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.OVERLOADED));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
