package com.holded.pipeline.pipeline;

import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;

/** Measures a step of the pipeline, in a counter of Beam, so that it is known wherever the step runs. */
final class StepTime implements Serializable {
    private static final String SUFFIX = "_nanos";

    private final Counter nanos;

    /** @param step its name, a verb */
    StepTime(String step) {
        this.nanos = Metrics.counter(ProcessSegments.class, step + SUFFIX);
    }

    /** The result of the work, whose time counts. */
    <T> T of(Supplier<T> work) {
        long begun = System.nanoTime();
        try {
            return work.get();
        } finally {
            nanos.inc(System.nanoTime() - begun);
        }
    }

    /** Milliseconds of each step so far, all workers together. */
    static SortedMap<String, Long> millis(ProcessSegments.Execution execution) {
        MetricsFilter ours = MetricsFilter.builder()
                .addNameFilter(MetricNameFilter.inNamespace(ProcessSegments.class))
                .build();
        SortedMap<String, Long> millis = new TreeMap<>();
        for (MetricResult<Long> counter :
                execution.result().metrics().queryMetrics(ours).getCounters()) {
            String name = counter.getName().getName();
            if (name.endsWith(SUFFIX)) {
                millis.merge(
                        name.substring(0, name.length() - SUFFIX.length()),
                        TimeUnit.NANOSECONDS.toMillis(counter.getAttempted()),
                        Long::sum);
            }
        }
        return millis;
    }
}
