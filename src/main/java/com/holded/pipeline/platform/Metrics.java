package com.holded.pipeline.platform;

import com.holded.pipeline.platform.Metric.Label;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/**
 * The figures of this service, as {@code GET /metrics} shows them. Values of labels are given in the order of
 * {@link Metric#labels}; one that is not among those of its label is refused. Safe for use by many threads; keep the
 * counter rather than ask for it on each event.
 */
@Singleton
public class Metrics {
    private final MetricRegistry registry;

    @Inject
    public Metrics(MetricRegistry registry) {
        this.registry = registry;
    }

    /** The counter with these labels; made at the first call. */
    public Counter counter(Metric metric, String... labels) {
        return registry.counter(metadata(metric, Metric.Kind.COUNTER), tags(metric, labels));
    }

    /** Counts constants of an enum; one counter for each of them is made now, so that all are there from the start. */
    public <E extends Enum<E>> Consumer<E> counters(Metric metric, E[] constants, Function<E, String> label) {
        Map<E, Counter> counters = Arrays.stream(constants)
                .collect(Collectors.toMap(Function.identity(), constant -> counter(metric, label.apply(constant))));
        return constant -> Objects.requireNonNull(counters.get(constant)).inc();
    }

    /** A figure that is read whenever somebody looks; it must be cheap and must not block. */
    public void gauge(Metric metric, Supplier<Number> value, String... labels) {
        registry.gauge(metadata(metric, Metric.Kind.GAUGE), value, tags(metric, labels));
    }

    public Histogram histogram(Metric metric) {
        return registry.histogram(metadata(metric, Metric.Kind.HISTOGRAM));
    }

    public Timer timer(Metric metric) {
        return registry.timer(metadata(metric, Metric.Kind.TIMER));
    }

    private static Metadata metadata(Metric metric, Metric.Kind kind) {
        if (metric.kind() != kind) {
            throw new IllegalArgumentException(metric + " is no " + kind);
        }
        return Metadata.builder()
                .withName(metric.exportedName())
                .withDescription(metric.description())
                .build();
    }

    private static Tag[] tags(Metric metric, String... values) {
        List<Label> labels = metric.labels();
        if (labels.size() != values.length) {
            throw new IllegalArgumentException(metric + " has " + labels.size() + " labels, not " + values.length);
        }
        Tag[] tags = new Tag[values.length];
        for (int place = 0; place < tags.length; place++) {
            Label label = labels.get(place);
            if (!label.takes(values[place])) {
                throw new IllegalArgumentException(
                        metric + " has no " + label.name() + " '" + values[place] + "': " + label.values());
            }
            tags[place] = new Tag(label.name(), values[place]);
        }
        return tags;
    }
}
