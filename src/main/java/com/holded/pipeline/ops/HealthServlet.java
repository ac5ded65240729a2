package com.holded.pipeline.ops;

import com.holded.pipeline.security.Caller;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** {@code GET /health}: see {@link HealthReport}. 503 when unhealthy. */
final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    // A servlet is serializable by its type and never serialized.
    private final transient Dependencies dependencies;
    private final transient Preparation preparation;
    private final transient Clock clock;

    HealthServlet(Dependencies dependencies, Preparation preparation, Clock clock) {
        this.dependencies = dependencies;
        this.preparation = preparation;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HealthReport report = new HealthReport(
                clock.millis(),
                dependencies.storage().state(),
                dependencies.database().state(),
                preparation.tablesReady(),
                preparation.reportsReady());
        boolean details = !Caller.of(request).roles().isEmpty();
        byte[] body = report.toJson(details).getBytes(StandardCharsets.UTF_8);
        response.setStatus(report.healthy() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
