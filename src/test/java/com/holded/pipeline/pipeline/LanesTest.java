package com.holded.pipeline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.testing.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LanesTest {
    private static final Duration TIME = Duration.ofSeconds(10);

    private final AtomicBoolean runGoesOn = new AtomicBoolean(true);
    private final Heartbeat heartbeat = new Heartbeat(1, runGoesOn::get, Duration.ofMillis(40));
    private final Queue<List<SegmentTask>> portions = new ArrayDeque<>(IntStream.range(0, 6)
            .mapToObj(number ->
                    List.of(new SegmentTask(new SegmentId(number, 1), "key", 1, Instant.EPOCH, Instant.EPOCH, 1)))
            .toList());
    private final AtomicInteger pipelines = new AtomicInteger();

    @AfterEach
    void end() {
        heartbeat.close();
    }

    /** What a pipeline does until it ends. */
    private interface Course {
        void run() throws Exception;
    }

    @Test
    void as_many_pipelines_as_there_are_lanes_run_at_the_same_time_until_nothing_is_left() {
        CyclicBarrier bothAtWork = new CyclicBarrier(2);

        lanes(bothAtWork::await, () -> {}).run(2);

        assertThat(portions).isEmpty();
        assertThat(pipelines).hasValue(6);
    }

    @Test
    void when_a_pipeline_fails_the_others_come_to_their_end_and_nothing_more_is_taken() {
        CyclicBarrier bothAtWork = new CyclicBarrier(2);
        AtomicInteger ended = new AtomicInteger();
        CompletableFuture<Thread> failing = new CompletableFuture<>();
        AtomicInteger started = new AtomicInteger();
        Lanes lanes = lanes(
                () -> {
                    boolean first = started.incrementAndGet() == 1;
                    bothAtWork.await();
                    if (first) {
                        failing.complete(Thread.currentThread());
                        throw new IllegalStateException("this pipeline failed");
                    }
                    Thread lane = failing.get();
                    // It has nothing to do but wait for another lane to run.
                    Waiting.until(TIME, "the lane that failed to end", lane::getState, Thread.State.WAITING::equals);
                    ended.incrementAndGet();
                },
                () -> {});

        assertThatThrownBy(() -> lanes.run(2)).hasMessageContaining("this pipeline failed");
        assertThat(ended).hasValue(1);
        assertThat(portions).hasSize(4);
    }

    @Test
    void a_run_that_is_to_stop_cancels_what_is_under_way_and_takes_nothing_more() {
        CountDownLatch cancelled = new CountDownLatch(2);
        CyclicBarrier bothAtWork = new CyclicBarrier(2, () -> runGoesOn.set(false));

        lanes(
                        () -> {
                            bothAtWork.await();
                            cancelled.await();
                        },
                        cancelled::countDown)
                .run(2);

        assertThat(cancelled.getCount()).isZero();
        assertThat(portions).hasSize(4);
    }

    private Lanes lanes(Course course, Runnable onCancel) {
        return new Lanes(heartbeat, () -> portions.isEmpty() ? List.of() : portions.remove(), tasks -> {
            pipelines.incrementAndGet();
            return new ProcessSegments.Execution(new Pipelined(course, onCancel));
        });
    }

    /** A pipeline of Beam, as far as one who waits for it sees it. */
    private static final class Pipelined implements PipelineResult {
        private final Course course;
        private final Runnable onCancel;

        Pipelined(Course course, Runnable onCancel) {
            this.course = course;
            this.onCancel = onCancel;
        }

        @Override
        public State getState() {
            return State.RUNNING;
        }

        @Override
        public State cancel() {
            onCancel.run();
            return State.CANCELLED;
        }

        @Override
        public State waitUntilFinish(org.joda.time.Duration longest) {
            return waitUntilFinish();
        }

        @Override
        public State waitUntilFinish() {
            try {
                course.run();
                return State.DONE;
            } catch (RuntimeException failed) {
                throw failed;
            } catch (Exception interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        @Override
        public MetricResults metrics() {
            return new MetricResults() {
                @Override
                public MetricQueryResults queryMetrics(MetricsFilter filter) {
                    return MetricQueryResults.create(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
                }
            };
        }
    }
}
