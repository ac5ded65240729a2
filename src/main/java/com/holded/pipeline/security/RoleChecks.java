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
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        context.register(new RoleCheck(rolesOf(resource)));
    }

    static Set<Role> rolesOf(ResourceInfo resource) {
        RequiresRole onMethod = resource.getResourceMethod().getAnnotation(RequiresRole.class);
        return onMethod != null
                ? roles(onMethod)
                : roles(resource.getResourceClass().getAnnotation(RequiresRole.class));
    }

    private static Set<Role> roles(@Nullable RequiresRole annotation) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (annotation != null) {
            roles.addAll(List.of(annotation.value()));
        }
        return roles;
    }
}
