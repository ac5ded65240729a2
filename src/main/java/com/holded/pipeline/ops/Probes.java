package com.holded.pipeline.ops;

import com.holded.pipeline.ops.grizzly.HttpEdge;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.LiveKeys;
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

    /** Ready to collect, for which the object storage suffices. What is wrong with it is told in one word. */
    @Produces
    @Singleton
    @Readiness
    static HealthCheck ready(Dependencies dependencies) {
        return () -> {
            Dependency.State storage = dependencies.storage().state();
            return storage.up()
                    ? HealthCheckResponse.up("object_storage")
                    : HealthCheckResponse.named("object_storage")
                            .down()
                            .withData("problem", storage.problem())
                            .build();
        };
    }

    /** Ready until the service is told to end. */
    @Produces
    @Singleton
    @Readiness
    static HealthCheck staying(HttpEdge edge) {
        return () -> response("staying", !edge.isStopping());
    }

    /** Ready when slow callers and odd requests are kept away, which production mode does not do without. */
    @Produces
    @Singleton
    @Readiness
    static HealthCheck watched(Settings settings, HttpEdge edge) {
        boolean required = settings.mode() == Settings.Mode.PRODUCTION;
        return () -> response("http_watch", !required || !edge.isMissing());
    }

    /**
     * Ready to know who calls. In production mode that takes the stored keys, once: a replica that has never seen the
     * database would refuse them all. While the database is away later, the last known keys hold.
     */
    @Produces
    @Singleton
    @Readiness
    static HealthCheck keys(Settings settings, LiveKeys keys) {
        boolean required = settings.mode() == Settings.Mode.PRODUCTION;
        return () -> response("api_keys", !required || keys.isKnown());
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
