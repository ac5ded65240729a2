package com.holded.pipeline.ops;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** The probes of an orchestrator, at {@code /health/live}, {@code /health/ready} and {@code /health/started}. */
public final class Probes {
    /** Asks nothing remote: a restart does not bring back somebody else's server. */
    @Produces
    @Singleton
    @Liveness
    static HealthCheck live() {
        return () -> HealthCheckResponse.up("service");
    }

    /** Ready to collect, for which the object storage suffices. */
    @Produces
    @Singleton
    @Readiness
    static HealthCheck ready(Dependencies dependencies) {
        return () -> response("object_storage", dependencies.storage().state().up());
    }

    /** Started once the bucket is there. */
    @Produces
    @Singleton
    @Startup
    static HealthCheck started(Preparation preparation) {
        return () -> response("bucket", preparation.bucketReady());
    }

    private static HealthCheckResponse response(String name, boolean up) {
        return up ? HealthCheckResponse.up(name) : HealthCheckResponse.down(name);
    }
}
