package com.holded.pipeline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IsolationTest {
    private final Isolation isolation = new Isolation(
            "judged", failure -> failure instanceof IllegalStateException out && out.getMessage() == null);

    @Test
    void a_step_that_succeeds_is_left_alone() {
        assertThat(isolation.on(() -> List.<Violation>of(), List::of)).isEmpty();
    }

    static Stream<Throwable> faultsOfAnEvent() {
        return Stream.of(
                new IllegalArgumentException("amount 12.50 of account 42"),
                new NullPointerException(),
                new StackOverflowError(),
                new AssertionError("never"),
                new IllegalStateException("a rule that cannot be applied"),
                new ProblemException(ErrorCode.INTERNAL, "no"));
    }

    @ParameterizedTest
    @MethodSource("faultsOfAnEvent")
    void what_a_step_throws_is_held_against_the_event_in_words_that_tell_nothing_of_our_insides(Throwable fault) {
        List<Violation> found = isolation.on(throwing(fault), List::of);

        assertThat(found)
                .containsExactly(new Violation(
                        Reason.STEP_FAILED, "", "the event could not be judged: the service failed on it"));
    }

    static Stream<Throwable> faultsOfTheWorld() {
        return Stream.of(
                new OutOfMemoryError(),
                new NoClassDefFoundError("x"),
                new ExceptionInInitializerError(new StackOverflowError()),
                new InternalError(),
                new UncheckedIOException(new IOException("reset")),
                new IllegalArgumentException(new UncheckedIOException(new IOException("reset"))),
                new ProblemException(ErrorCode.DATABASE_UNAVAILABLE, "down"),
                new IllegalStateException());
    }

    @ParameterizedTest
    @MethodSource("faultsOfTheWorld")
    void an_outage_or_a_broken_machine_is_never_held_against_an_event(Throwable fault) {
        assertThatThrownBy(() -> isolation.on(throwing(fault), List::of)).isSameAs(fault);
    }

    @Test
    void nothing_is_held_against_an_event_by_a_thread_that_was_told_to_stop() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> isolation.on(throwing(new IllegalArgumentException()), List::of))
                    .isInstanceOf(IllegalArgumentException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static Supplier<List<Violation>> throwing(Throwable fault) {
        return () -> {
            if (fault instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) fault;
        };
    }
}
