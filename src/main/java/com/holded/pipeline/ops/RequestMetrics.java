package com.holded.pipeline.ops;

import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Counter;

/** Counts answers by method, route template and class of status; a path that no route fits counts as unmatched. */
@Provider
public class RequestMetrics implements ContainerResponseFilter {
    private record Series(String method, String route, String status) {}

    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Metrics metrics;

    @Inject
    public RequestMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String route = request.getProperty(RouteNames.PROPERTY) instanceof String name ? name : "unmatched";
        String method = route.equals("unmatched") ? "any" : request.getMethod();
        Series series = new Series(method, route, response.getStatus() / 100 + "xx");
        counters.computeIfAbsent(series, this::counter).inc();
    }

    private Counter counter(Series series) {
        return metrics.counter(Metric.HTTP_REQUESTS, series.method(), series.route(), series.status());
    }
}
