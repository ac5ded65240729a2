package com.holded.pipeline.ops;

import com.holded.pipeline.jobs.Watchers;
import com.holded.pipeline.ledger.BatchRepository;
import com.holded.pipeline.limits.Limiter;
import com.holded.pipeline.limits.RateLimitFilter;
import com.holded.pipeline.ops.grizzly.HttpEdge;
import com.holded.pipeline.platform.CallersGone;
import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.AuthenticationFilter;
import com.holded.pipeline.security.Doorkeeper;
import com.holded.pipeline.security.LiveKeys;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Clock;
import java.util.EnumSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of the service: settings first, then the watch over the HTTP server and the doorkeeper before everything that is served, then the pages,
 * and last the work in the background. Nothing here waits for a part that may be down.
 */
@WebListener
public final class Start implements ServletContextListener {
    private static final Logger LOG = LoggerFactory.getLogger(Start.class);

    /** Places among the filters; of two in the same place the container's choice comes first. */
    private static final boolean BEFORE_ALL = false;

    private static final boolean AFTER_ALL = true;

    private final Settings settings;
    private final LiveKeys keys;
    private final Limiter limiter;
    private final Dependencies dependencies;
    private final Preparation preparation;
    private final Clock clock;
    private final HttpEdge edge;
    private final SegmentsSetAside setAside;
    private final Metrics metrics;
    private final BatchRepository batchRepository;
    private final Watchers watchers;

    @Inject
    public Start(
            Settings settings,
            LiveKeys keys,
            Limiter limiter,
            Dependencies dependencies,
            Preparation preparation,
            Clock clock,
            HttpEdge edge,
            SegmentsSetAside setAside,
            Metrics metrics,
            BatchRepository batchRepository,
            Watchers watchers) {
        this.settings = settings;
        this.keys = keys;
        this.limiter = limiter;
        this.dependencies = dependencies;
        this.preparation = preparation;
        this.clock = clock;
        this.edge = edge;
        this.setAside = setAside;
        this.metrics = metrics;
        this.batchRepository = batchRepository;
        this.watchers = watchers;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        Doorkeeper doorkeeper = new Doorkeeper(settings, keys);
        put(context, "edge", edge, BEFORE_ALL);
        put(context, "authentication", new AuthenticationFilter(doorkeeper), BEFORE_ALL);
        put(context, "rate-limit", new RateLimitFilter(limiter), AFTER_ALL);
        // JAX-RS has the root; files have longer paths, which the container's own file servlet serves.
        context.getServletRegistration("default").addMapping("/ui/*", "/webjars/*");
        // Added here, after MicroProfile has installed its probes at /health/*: declared in web.xml or by annotation, a
        // servlet for /health would keep the probes from being installed at all.
        serve(context, "health", new HealthServlet(dependencies, preparation, clock), "/health");
        serve(context, "landing-page", new PageServlet("/ui/index.html"), "");
        serve(context, "docs", new PageServlet("/ui/docs.html"), "/docs");
        CallersGone.listen();
        metrics.gauge(Metric.HTTP_CALLERS_GONE, CallersGone::count);
        metrics.gauge(Metric.JOB_WATCHERS, watchers::count);
        // Their answers end with the runs that they follow, which is longer than a stop waits.
        edge.atBeginOfStop(watchers::sendAway);
        batchRepository.bind();
        setAside.start();
        preparation.start();
        LOG.info("Started in {} mode", settings.mode());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        preparation.stop();
    }

    private static void put(ServletContext context, String name, Filter filter, boolean place) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), place, "/*");
    }

    private static void serve(ServletContext context, String name, Servlet servlet, String path) {
        context.addServlet(name, servlet).addMapping(path);
    }
}
