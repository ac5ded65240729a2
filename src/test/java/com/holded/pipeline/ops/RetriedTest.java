package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetriedTest {
    @Test
    void tries_until_it_succeeds_and_no_longer() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch succeeded = new CountDownLatch(1);
        Retried retried = new Retried(
                "work",
                () -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new IOException("away");
                    }
                    succeeded.countDown();
                },
                Duration.ofMillis(1));

        retried.start();

        assertThat(succeeded.await(10, TimeUnit.SECONDS)).isTrue();
        retried.join(Duration.ofSeconds(10));
        assertThat(retried.isDone()).isTrue();
        assertThat(attempts).hasValue(3);
    }

    @ParameterizedTest
    @MethodSource
    void an_error_is_a_failure_like_any_other(Error error) throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        Retried retried = new Retried(
                "work",
                () -> {
                    if (attempts.incrementAndGet() < 2) {
                        throw error;
                    }
                },
                Duration.ofMillis(1));

        retried.start();

        assertThat(retried.join(Duration.ofSeconds(10))).isTrue();
        assertThat(retried.isDone()).isTrue();
        assertThat(attempts).hasValue(2);
    }

    static List<Error> an_error_is_a_failure_like_any_other() {
        return List.of(
                new ExceptionInInitializerError(new IllegalStateException("no class loader")),
                new ServiceConfigurationError("a provider that cannot be read"),
                new StackOverflowError());
    }

    @Test
    void works_with_our_class_loader_whoever_starts_it() throws InterruptedException {
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        Thread starter = new Thread(() -> new Retried(
                        "work", () -> seen.set(Thread.currentThread().getContextClassLoader()), Duration.ofMillis(1))
                .start());
        starter.setContextClassLoader(null);

        starter.start();
        Waiting.until(
                Duration.ofSeconds(10), "the work", () -> String.valueOf(seen.get()), text -> !text.equals("null"));

        assertThat(seen).hasValue(Retried.class.getClassLoader());
    }

    @Test
    void gives_up_when_the_service_stops() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(1);
        Retried retried = new Retried(
                "work",
                () -> {
                    failed.countDown();
                    throw new IOException("away");
                },
                Duration.ofHours(1));
        retried.start();
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();

        retried.stop();

        assertThat(retried.join(Duration.ofSeconds(10))).isTrue();
        assertThat(retried.isDone()).isFalse();
    }
}
