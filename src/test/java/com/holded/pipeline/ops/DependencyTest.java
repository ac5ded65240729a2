package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DependencyTest {
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final AtomicInteger looks = new AtomicInteger();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void is_looked_at_once_however_many_ask() {
        Dependency dependency =
                new Dependency("part", looks::incrementAndGet, executor, Duration.ofSeconds(10), failure -> "away");

        assertThat(dependency.state().up()).isTrue();
        assertThat(dependency.state().up()).isTrue();
        assertThat(looks).hasValue(1);
    }

    @Test
    void is_down_when_the_look_fails() {
        Dependency dependency = new Dependency(
                "part",
                () -> {
                    throw new IOException("refused");
                },
                executor,
                Duration.ofSeconds(10),
                failure -> failure instanceof IOException ? "away" : "broken");

        assertThat(dependency.state().up()).isFalse();
        assertThat(dependency.state().problem()).isEqualTo("away");
        assertThat(dependency.lastUp()).isFalse();
    }

    @Test
    void is_down_when_the_look_hangs_and_no_second_one_begins() {
        CountDownLatch never = new CountDownLatch(1);
        Dependency dependency = new Dependency(
                "part",
                () -> {
                    looks.incrementAndGet();
                    never.await();
                },
                executor,
                Duration.ofMillis(20),
                failure -> "away");

        assertThat(dependency.state()).isEqualTo(new Dependency.State("part", false, 20, "slow"));
        assertThat(dependency.state().up()).isFalse();
        assertThat(looks).hasValue(1);
    }
}
