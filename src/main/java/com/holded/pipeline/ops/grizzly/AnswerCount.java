package com.holded.pipeline.ops.grizzly;

import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.microprofile.metrics.Counter;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.Method;
import org.jspecify.annotations.Nullable;

/** Counts the answers of {@code POST /collect} by status, whoever gives them. Thread-safe. */
final class AnswerCount {
    private static final int LEAST_STATUS = 100;
    private static final int MOST_STATUS = 599;

    private final Metrics metrics;
    private final AtomicReferenceArray<@Nullable Counter> counters = new AtomicReferenceArray<>(MOST_STATUS + 1);

    AnswerCount(Metrics metrics) {
        this.metrics = metrics;
    }

    /** @param request that was answered; null when it could not be read */
    void count(@Nullable HttpRequestPacket request, int status) {
        if (request != null
                && status >= LEAST_STATUS
                && status <= MOST_STATUS
                && Method.POST.equals(request.getMethod())
                && request.getRequestURI().equals("/collect")) {
            counter(status).inc();
        }
    }

    private Counter counter(int status) {
        @Nullable Counter known = counters.get(status);
        if (known == null) {
            // The registry has one for each status, whoever asks first.
            known = metrics.counter(Metric.COLLECT_ANSWERS, Integer.toString(status));
            counters.set(status, known);
        }
        return known;
    }
}
