package com.holded.pipeline.security;

import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a {@link RoleCheck} before each resource method; one that says nothing is closed to everyone. */
@Provider
public final class RoleChecks implements DynamicFeature {
    /** The JAX-RS implementation answers OPTIONS by methods of its own, which tell what may be asked and no more. */
    private static final String ITS_OWN = "org.glassfish.jersey.";

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        if (resource.getResourceClass().getName().startsWith(ITS_OWN)) {
            return;
        }
        @Nullable RequiresRole annotation = annotationOf(resource);
        context.register(new RoleCheck(rolesOf(resource), annotation != null && annotation.keepsToCompany()));
    }

    private static @Nullable RequiresRole annotationOf(ResourceInfo resource) {
        RequiresRole onMethod = resource.getResourceMethod().getAnnotation(RequiresRole.class);
        return onMethod != null ? onMethod : resource.getResourceClass().getAnnotation(RequiresRole.class);
    }

    static Set<Role> rolesOf(ResourceInfo resource) {
        @Nullable RequiresRole annotation = annotationOf(resource);
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (annotation != null) {
            roles.addAll(List.of(annotation.value()));
        }
        return roles;
    }
}
