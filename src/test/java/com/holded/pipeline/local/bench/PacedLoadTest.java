package com.holded.pipeline.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.local.bench.PacedLoad.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedLoadTest {
    private static final List<byte[]> BODIES = List.of(new byte[] {0}, new byte[] {1});

    private final ManualTime time = new ManualTime();

    @Test
    void requests_are_due_at_even_distances_without_a_growing_error() {
        Schedule schedule = Schedule.of(30_000, Duration.ofSeconds(100));

        assertThat(schedule.requests()).isEqualTo(3_000_000);
        assertThat(schedule.dueNanos(0)).isZero();
        assertThat(schedule.dueNanos(1)).isEqualTo(33_333);
        assertThat(schedule.dueNanos(2_999_999)).isEqualTo(99_999_966_667L);
    }

    @Test
    void a_rate_below_one_request_in_the_whole_time_is_one_request() {
        assertThat(Schedule.of(0.1, Duration.ofSeconds(2)).requests()).isEqualTo(1);
    }

    @Test
    void a_target_that_keeps_up_is_measured_by_its_answers_alone() throws Exception {
        Figures figures = measure(() -> request -> 4);

        assertThat(figures).isEqualTo(new Figures("steady", 10, 1, 1_000, 4, 4, 4));
    }

    @Test
    void requests_behind_a_stall_are_late_from_when_they_were_due() throws Exception {
        // One every 10 ms; the first answer takes 500 ms, all others 1 ms.
        Figures figures = measure(() -> request -> request == 0 ? 500 : 1);

        // 500, 491, 482, … until request 55, of which 5 ms are left; then 1.
        assertThat(figures.maxMillis()).isEqualTo(500);
        assertThat(figures.p99Millis()).isEqualTo(500);
        assertThat(figures.p50Millis()).isEqualTo(500 - 49 * 9);
        assertThat(figures.eventsPerSecond()).isEqualTo(1_000);
    }

    @Test
    void a_target_that_cannot_keep_up_shows_its_own_rate() throws Exception {
        Figures figures = measure(() -> request -> 20);

        assertThat(figures.eventsPerSecond()).isEqualTo(500);
        assertThat(figures.maxMillis()).isEqualTo(100 * 20 - 99 * 10);
    }

    @Test
    void a_failed_request_is_no_figure() {
        assertThatThrownBy(() -> measure(() -> request -> {
                    throw new IOException("answered 503");
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answered 503");
    }

    @Test
    void bodies_are_sent_in_turn() throws Exception {
        List<Integer> sent = new ArrayList<>();

        new PacedLoad(Duration.ofMillis(40), time)
                .run("steady", () -> new Stub(request -> 0, sent), BODIES, 10, 1, 1_000);

        assertThat(sent).containsExactly(0, 1, 0, 1);
    }

    /** 1,000 events a second in packages of 10, for a second, over one connection. */
    private Figures measure(Target target) throws IOException, InterruptedException {
        return new PacedLoad(Duration.ofSeconds(1), time)
                .run("steady", () -> new Stub(target.connect(), new ArrayList<>()), BODIES, 10, 1, 1_000);
    }

    private interface Target {
        Answers connect();
    }

    /** How long the answer to a request takes. */
    private interface Answers {
        long millis(int request) throws IOException;
    }

    private final class Stub implements Load.Connection {
        private final Answers answers;
        private final List<Integer> sent;

        Stub(Answers answers, List<Integer> sent) {
            this.answers = answers;
            this.sent = sent;
        }

        @Override
        public void request(byte[] body) throws IOException {
            time.pass(answers.millis(sent.size()));
            sent.add((int) body[0]);
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    private static final class ManualTime implements PacedLoad.Time {
        private final AtomicLong now = new AtomicLong(7);

        @Override
        public long nanos() {
            return now.get();
        }

        @Override
        public void await(long nanos) {
            now.accumulateAndGet(nanos, Math::max);
        }

        void pass(long millis) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }
}
