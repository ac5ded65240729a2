package com.holded.pipeline.security;

import jakarta.servlet.ServletRequest;
import java.util.Set;

/**
 * Who makes a request.
 *
 * @param keyId public name of the key that was shown, for logs and audit; {@code anonymous} without a key
 */
public record Caller(String keyId, Set<Role> roles) {

    /** The caller without a key whom nothing is allowed. */
    public static final Caller NOBODY = new Caller("anonymous", Set.of());

    /** Name of the request attribute, which JAX-RS filters see as a property. */
    static final String ATTRIBUTE = Caller.class.getName();

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** The caller of this request; {@link #NOBODY} where no authentication took place. */
    public static Caller of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : NOBODY;
    }

    /** Whether the caller has one of these roles, or is an administrator. */
    public boolean hasAny(Set<Role> wanted) {
        return roles.contains(Role.ADMIN) || wanted.stream().anyMatch(roles::contains);
    }
}
