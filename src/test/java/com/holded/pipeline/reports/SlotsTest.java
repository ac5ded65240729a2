package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void turns_away_at_once_who_finds_no_place_to_wait() {
        Slots slots = new Slots(1, 0, 0, LONG);

        slots.in(() -> {
            assertIsTurnedAway(slots);
            return "first";
        });
    }

    @Test
    void turns_away_who_has_waited_for_long_enough() {
        Slots slots = new Slots(1, 0, 1, Duration.ofMillis(1));

        slots.in(() -> {
            assertIsTurnedAway(slots);
            return "first";
        });
    }

    @Test
    void who_waits_has_its_turn_when_a_slot_is_free() throws Exception {
        Slots slots = new Slots(1, 0, 1, LONG);
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
        Slots slots = new Slots(1, 0, 0, LONG);

        assertThatIllegalStateException()
                .isThrownBy(() -> slots.in(() -> {
                    throw new IllegalStateException("broken");
                }));

        assertThat(slots.<String, RuntimeException>in(() -> "next")).isEqualTo("next");
    }

    @Test
    void others_have_their_turn_while_a_reader_takes_its_time() throws Exception {
        Slots slots = new Slots(1, 1, 0, LONG);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        OutputStream reader = new OutputStream() {
            @Override
            public void write(int one) {}

            @Override
            public void flush() {
                written.countDown();
                await(taken);
            }
        };
        CompletableFuture<String> slow =
                CompletableFuture.supplyAsync(() -> slots.<String, IllegalStateException>in(() -> {
                    write(slots.lending(reader));
                    return "slow";
                }));
        written.await();

        assertThat(slots.<String, RuntimeException>in(() -> "other")).isEqualTo("other");
        assertThat(slow).isNotDone();
        taken.countDown();
        assertThat(slow.get(1, TimeUnit.MINUTES)).isEqualTo("slow");
    }

    @Test
    void who_has_written_goes_on_when_it_has_its_slot_back() throws Exception {
        Slots slots = new Slots(1, 3, 0, LONG);
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Void>> reports = IntStream.range(0, 4)
                .mapToObj(report -> CompletableFuture.runAsync(() -> slots.<String, IllegalStateException>in(() -> {
                    OutputStream out = slots.lending(OutputStream.nullOutputStream());
                    for (int chunk = 0; chunk < 1_000; chunk++) {
                        most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                        atWork.decrementAndGet();
                        write(out);
                    }
                    return "";
                })))
                .toList();

        for (CompletableFuture<Void> report : reports) {
            report.get(1, TimeUnit.MINUTES);
        }

        assertThat(most).hasValue(1);
    }

    private static void write(OutputStream out) {
        try {
            out.write(new byte[1], 0, 1);
            out.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
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
