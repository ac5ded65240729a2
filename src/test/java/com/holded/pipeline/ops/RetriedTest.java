package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

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
