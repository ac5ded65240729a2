package com.holded.pipeline.platform;

import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Callers that left before their answer was whole: nobody's fault and nothing to mend, so one quiet line and a count in
 * place of a stack trace. Thread-safe.
 */
public final class CallersGone {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(CallersGone.class);

    /** What the server throws when it cannot write to a caller; published nowhere. */
    private static final String ABORTED = "org.apache.catalina.connector.ClientAbortException";

    /** Where it throws a bare exception, when the connection was closed before. */
    private static final String CLOSED = "org.glassfish.grizzly.nio.NIOConnection.assertOpen";

    private static final int DEEPEST = 20;

    /** JAX-RS logs what failed after the head of an answer was sent; kept, since loggers are forgotten otherwise. */
    private static final Logger OF_ANSWERS = Logger.getLogger("org.glassfish.jersey.server.ServerRuntime$Responder");

    private static final AtomicLong COUNT = new AtomicLong();

    private CallersGone() {}

    /** Notes it, if that is all that has happened; otherwise does nothing. */
    public static boolean note(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < DEEPEST && cause != null; depth++) {
            if (isGone(cause)) {
                COUNT.incrementAndGet();
                LOG.info("A caller left before its answer was whole: {}", Causes.rootOf(cause));
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isGone(Throwable cause) {
        return cause.getClass().getName().equals(ABORTED)
                || Stream.of(cause.getStackTrace())
                        .limit(1)
                        .anyMatch(thrown -> CLOSED.equals(thrown.getClassName() + "." + thrown.getMethodName()));
    }

    /** Has those noted of which JAX-RS would log a stack trace. */
    public static void listen() {
        Filter before = OF_ANSWERS.getFilter();
        if (!(before instanceof Quiet)) {
            OF_ANSWERS.setFilter(new Quiet());
        }
    }

    private static final class Quiet implements Filter {
        @Override
        public boolean isLoggable(LogRecord record) {
            Throwable thrown = record.getThrown();
            return thrown == null || !note(thrown);
        }
    }

    /** How many there were since the start. */
    public static long count() {
        return COUNT.get();
    }
}
