package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.platform.JsonText;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One who follows a run. What changes while the last state is still on its way is left out: the next state tells it too.
 * Thread-safe.
 */
final class Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    /** Shorter than any time for which a proxy, or a caller, keeps a silent connection; it also finds who is gone. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private static final long RETRY_MILLIS = 2_000;

    private final long runId;
    private final SseEventSink sink;
    private final Sse sse;
    private final AtomicBoolean sending = new AtomicBoolean();
    private volatile Optional<String> shown = Optional.empty();
    private volatile long shownNanos = System.nanoTime();
    private final AtomicInteger number = new AtomicInteger();

    Watcher(long runId, SseEventSink sink, Sse sse) {
        this.runId = runId;
        this.sink = sink;
        this.sse = sse;
    }

    long runId() {
        return runId;
    }

    boolean isGone() {
        return sink.isClosed();
    }

    void close() {
        try {
            sink.close();
        } catch (RuntimeException gone) {
            LOG.debug("a caller that followed run {} is gone", runId, gone);
        }
    }

    /** Whether there is something to send now; then {@link #send} has to follow. */
    boolean begin(Run run) {
        boolean due =
                !shown.equals(Optional.of(state(run))) || System.nanoTime() - shownNanos > LONGEST_SILENCE.toNanos();
        return due && sending.compareAndSet(false, true);
    }

    /** Sends the state, or a comment when it is known; false when that was the last. */
    boolean send(Run run) {
        try {
            String state = state(run);
            boolean ended = !run.status().alive();
            OutboundSseEvent event = shown.equals(Optional.of(state))
                    ? sse.newEventBuilder().comment("alive").build()
                    : event(ended ? "end" : "progress", state);
            sink.send(event).toCompletableFuture().join();
            shown = Optional.of(state);
            shownNanos = System.nanoTime();
            if (ended) {
                close();
            }
            return !ended;
        } catch (CompletionException | IllegalStateException gone) {
            LOG.debug("a caller that followed run {} is gone", runId, gone);
            close();
            return false;
        } finally {
            sending.set(false);
        }
    }

    private OutboundSseEvent event(String name, String state) {
        return sse.newEventBuilder()
                .name(name)
                .id(Integer.toString(number.incrementAndGet()))
                .reconnectDelay(RETRY_MILLIS)
                .mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(String.class, state)
                .build();
    }

    private static String state(Run run) {
        return JsonText.write(JobsResource.json(run));
    }
}
