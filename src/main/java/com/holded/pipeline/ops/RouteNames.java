package com.holded.pipeline.ops;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.AnnotatedElement;

/** Leaves the template of the route that a request took in its properties, before anybody can refuse it. */
@Provider
public final class RouteNames implements DynamicFeature {
    static final String PROPERTY = "com.holded.pipeline.route";

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        String route = segment(resource.getResourceClass()) + segment(resource.getResourceMethod());
        String name = route.isEmpty() ? "/" : route;
        context.register((ContainerRequestFilter) request -> request.setProperty(PROPERTY, name), 0);
    }

    static String segment(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        String text = path == null ? "" : path.value().replaceAll("^/+|/+$", "");
        return text.isEmpty() ? "" : "/" + text;
    }
}
