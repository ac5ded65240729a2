package com.holded.pipeline.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RepeatedTaskTest {
    private final Deque<String> failures = new ArrayDeque<>();
    private final List<String> lines = new ArrayList<>();

    @Test
    void a_failure_is_said_once_until_it_is_over_or_another() {
        Logger log = Logger.getLogger(RepeatedTaskTest.class.getName());
        Handler lineTaker = lineTaker();
        log.addHandler(lineTaker);
        RepeatedTask task = new RepeatedTask(LoggerFactory.getLogger(RepeatedTaskTest.class), "it waits", this::next);
        failures.addAll(List.of("away", "away", "refused", "", "refused"));

        while (!failures.isEmpty()) {
            task.run();
        }

        log.removeHandler(lineTaker);
        assertThat(lines)
                .satisfiesExactly(
                        line -> assertThat(line).contains("it waits", "away"),
                        line -> assertThat(line).contains("refused"),
                        line -> assertThat(line).contains("refused"));
    }

    private void next() {
        String failure = failures.remove();
        if (!failure.isEmpty()) {
            throw new IllegalStateException(failure);
        }
    }

    private Handler lineTaker() {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
