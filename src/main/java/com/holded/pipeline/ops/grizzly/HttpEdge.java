package com.holded.pipeline.ops.grizzly;

import com.holded.pipeline.limits.Limiter;
import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.Doorkeeper;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts our own watch into the HTTP server's chain, at the first request, which is a probe: the server has no place to
 * configure it, and opens its port only after the application is deployed. Connections that are open already stay as
 * they are. On another server it does nothing but say so.
 */
public final class HttpEdge implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Settings settings;
    private final HeadCheck check;
    private final Connections connections;
    private final AtomicBoolean tried = new AtomicBoolean();
    private volatile boolean up;
    private volatile boolean stopping;
    private volatile Runnable beginOfStop = () -> {};
    private @Nullable ServerStop stop;

    /** Lets nobody send a body whom these two would refuse. */
    public HttpEdge(Settings settings, Doorkeeper doorkeeper, Limiter limiter, Metrics metrics) {
        this.settings = settings;
        this.check = new HeadCheck(doorkeeper, limiter);
        this.connections = new Connections(settings.http(), settings.collect().inFlightBytes(), metrics);
        metrics.gauge(Metric.HTTP_WATCH_UP, () -> up ? 1 : 0);
    }

    @Override
    public void init(FilterConfig config) {
        try {
            stop = new ServerStop(this::drain);
        } catch (ReflectiveOperationException | LinkageError otherServer) {
            LOG.warn("This server does not tell when it stops: requests on their way will be cut off", otherServer);
        }
    }

    /** Whether the service has been told to end. */
    public boolean isStopping() {
        return stopping;
    }

    /** What else is done when the service is told to end; returns at once. */
    public void atBeginOfStop(Runnable action) {
        beginOfStop = action;
    }

    /** Lets what is on its way come to its end, and nothing else begin. */
    private void drain() {
        long begun = System.nanoTime();
        stopping = true;
        beginOfStop.run();
        LOG.info("Stopping: not ready from now on, {} requests on their way", connections.onTheirWay());
        try {
            TimeUnit.NANOSECONDS.sleep(settings.http().stopNotice().toNanos());
            connections.refuse();
            long end = System.nanoTime() + settings.http().stopTime().toNanos();
            while (connections.onTheirWay() > 0 && System.nanoTime() < end) {
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        connections.refuseUnfinished();
        LOG.info(
                "Stopping: {} requests left on their way after {} ms",
                connections.onTheirWay(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    /** Whether it was tried and is not in place: slow callers and odd requests are left to the server. */
    public boolean isMissing() {
        return tried.get() && !up;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!tried.get() && tried.compareAndSet(false, true)) {
            install(request);
        }
        chain.doFilter(request, response);
    }

    @Override
    public void destroy() {
        if (stop != null) {
            stop.close();
        }
        connections.stop();
    }

    private void install(ServletRequest request) {
        try {
            watch(serverRequestOf(request));
            up = true;
            LOG.info("Connections are watched: {}", settings.http());
        } catch (ReflectiveOperationException | LinkageError | ClassCastException otherServer) {
            LOG.warn(
                    "This HTTP server cannot be watched: it has to limit headers and slow callers by itself",
                    otherServer);
        }
    }

    private void watch(Request request) throws NoSuchMethodException {
        var transport = request.getConnection().getTransport();
        List<org.glassfish.grizzly.filterchain.Filter> filters =
                new ArrayList<>(request.getContext().getFilterChain());
        int parser = 0;
        while (!(filters.get(parser) instanceof HttpServerFilter)) {
            parser++;
        }
        RequestRules rules = new RequestRules(settings.collect().bodyBytes());
        filters.add(
                parser + 1, new RequestWatch(connections, rules, settings.http().idleTime()));
        filters.add(parser + 2, new WholeBody(connections, check, rules.bodyBytes()));
        filters.add(
                parser,
                new ByteWatch(
                        connections,
                        settings.http().headerTime(),
                        settings.collect().bodyTime()));
        // A new chain, since the old one is in use; connections take theirs when they are accepted.
        transport.setProcessor(FilterChainBuilder.stateless().addAll(filters).build());
    }

    /** Payara's own classes are published nowhere, so these two steps are by name. */
    private static Request serverRequestOf(ServletRequest request) throws ReflectiveOperationException {
        Object connector =
                request.getClass().getMethod("getUnwrappedCoyoteRequest").invoke(request);
        return (Request) connector.getClass().getMethod("getCoyoteRequest").invoke(connector);
    }
}
