package com.holded.pipeline.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.connector.ClientAbortException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallersGoneTest {
    private static final Logger JAX_RS = Logger.getLogger("org.glassfish.jersey.server.ServerRuntime$Responder");

    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        CallersGone.listen();
        JAX_RS.addHandler(handler);
    }

    @AfterEach
    void stop() {
        JAX_RS.removeHandler(handler);
    }

    @Test
    void a_caller_that_left_is_counted_and_not_logged_by_jax_rs() {
        long before = CallersGone.count();

        JAX_RS.log(Level.SEVERE, "writing failed", new IllegalStateException(gone()));

        assertThat(logged).isEmpty();
        assertThat(CallersGone.count()).isEqualTo(before + 1);
    }

    @Test
    void a_connection_that_was_closed_before_is_the_same() {
        IOException closed = new IOException("Connection is closed");
        closed.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("org.glassfish.grizzly.nio.NIOConnection", "assertOpen", "NIOConnection.java", 427)
        });

        JAX_RS.log(Level.SEVERE, "closing failed", new UncheckedIOException(closed));

        assertThat(logged).isEmpty();
    }

    @Test
    void any_other_failure_is_logged_as_ever() {
        long before = CallersGone.count();

        JAX_RS.log(Level.SEVERE, "writing failed", new IOException("disk full"));
        JAX_RS.log(Level.SEVERE, "without a failure");

        assertThat(logged).extracting(LogRecord::getMessage).containsExactly("writing failed", "without a failure");
        assertThat(CallersGone.count()).isEqualTo(before);
    }

    @Test
    void is_no_failure_of_ours() {
        assertThat(ProblemLog.record(new IllegalStateException(gone())).code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(ProblemLog.record(new IOException("disk full")).code()).isEqualTo(ErrorCode.INTERNAL);
    }

    private static IOException gone() {
        return new ClientAbortException(new IOException("Broken pipe"));
    }
}
