package com.holded.pipeline.platform;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The figures of this service, as {@code GET /metrics} shows them. Names are {@code snake_case} with their unit at the
 * end; label values are templates and enums, never ids, since each new value is a new series. Safe for use by many
 * threads; keep the counter rather than ask for it on each event.
 */
@Singleton
public class Metrics {
    private final MetricRegistry registry;

    @Inject
    public Metrics(MetricRegistry registry) {
        this.registry = registry;
    }

    /** The counter of this name and these labels; made at the first call. */
    public Counter counter(String name, String description, Map<String, String> labels) {
        return registry.counter(
                Metadata.builder().withName(name).withDescription(description).build(), tags(labels));
    }

    /** A figure that is read whenever somebody looks; it must be cheap and must not block. */
    public void gauge(String name, String description, Map<String, String> labels, Supplier<Number> value) {
        registry.gauge(
                Metadata.builder().withName(name).withDescription(description).build(), value, tags(labels));
    }

    private static Tag[] tags(Map<String, String> labels) {
        List<Tag> tags = new ArrayList<>();
        labels.forEach((name, value) -> tags.add(new Tag(name, value)));
        return tags.toArray(new Tag[0]);
    }
}
