package com.holded.pipeline.collect;

import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.metrics.Counter;

/** Counts events that were stored: one call for each package. Thread-safe. */
@FunctionalInterface
interface Tally {
    /**
     * A package is stored.
     *
     * @param sentBytes of its body as it was sent
     */
    void stored(long sentBytes, List<Judged> events);

    static Tally of(Metrics metrics) {
        Counter accepted = metrics.counter(Metric.COLLECT_EVENTS, "accepted");
        Counter rejected = metrics.counter(Metric.COLLECT_EVENTS, "rejected");
        Counter sent = metrics.counter(Metric.COLLECT_SENT_BYTES);
        Consumer<Reason> reasons = metrics.counters(Metric.COLLECT_REJECTED, Reason.values(), Reason::name);
        return (sentBytes, events) -> {
            int bad = 0;
            for (Judged event : events) {
                if (!event.accepted()) {
                    bad++;
                    reasons.accept(event.violations().get(0).reason());
                }
            }
            accepted.inc(events.size() - bad);
            rejected.inc(bad);
            sent.inc(sentBytes);
        };
    }
}
