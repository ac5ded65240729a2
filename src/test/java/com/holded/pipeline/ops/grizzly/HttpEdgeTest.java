package com.holded.pipeline.ops.grizzly;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.limits.Limiter;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.Doorkeeper;
import com.holded.pipeline.security.LiveKeys;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** On a server that is not Payara: the service works, and tells that nobody watches. */
class HttpEdgeTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "HOLDED_MODE", "local",
            "MINIO_ENDPOINT", "http://127.0.0.1:9",
            "MINIO_ACCESS_KEY", "key",
            "MINIO_SECRET_KEY", "secret",
            "POSTGRES_HOST", "127.0.0.1",
            "POSTGRES_USER", "user",
            "POSTGRES_PASSWORD", "password");

    private final Map<String, Supplier<?>> gauges = new HashMap<>();
    private final HttpEdge edge = edge();

    @AfterEach
    void stop() {
        edge.destroy();
    }

    @Test
    void says_that_the_watch_is_missing_once_it_was_tried() throws ServletException, IOException {
        AtomicInteger served = new AtomicInteger();
        edge.init(another(FilterConfig.class));

        assertThat(edge.isMissing()).isFalse();
        assertThat(gauges.get("holded_http_watch_up").get()).isEqualTo(0);

        edge.doFilter(
                another(ServletRequest.class),
                another(ServletResponse.class),
                (request, response) -> served.incrementAndGet());

        assertThat(served).hasValue(1);
        assertThat(edge.isMissing()).isTrue();
        assertThat(edge.isStopping()).isFalse();
        assertThat(gauges.get("holded_http_watch_up").get()).isEqualTo(0);
    }

    private HttpEdge edge() {
        Settings settings = Settings.load(name -> Optional.ofNullable(ENVIRONMENT.get(name)));
        MetricRegistry registry = (MetricRegistry) Proxy.newProxyInstance(
                MetricRegistry.class.getClassLoader(),
                new Class<?>[] {MetricRegistry.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("gauge") && arguments[1] instanceof Supplier<?> value) {
                        gauges.put(((Metadata) arguments[0]).getName(), value);
                    }
                    return null;
                });
        Metrics metrics = new Metrics(registry);
        LiveKeys keys = LiveKeys.open(new PGSimpleDataSource(), Clock.systemUTC());
        return new HttpEdge(settings, new Doorkeeper(settings, keys), new Limiter(settings, metrics), metrics);
    }

    /** An object of another server, which has none of the methods that are looked for. */
    private static <T> T another(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
    }
}
