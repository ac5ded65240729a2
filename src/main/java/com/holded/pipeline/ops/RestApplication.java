package com.holded.pipeline.ops;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** All resources and providers of the WAR, at the root of the port. Files have their own, longer paths. */
@ApplicationPath("/")
public final class RestApplication extends Application {
    @Override
    public Map<String, Object> getProperties() {
        // The interface is described by /openapi alone.
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
