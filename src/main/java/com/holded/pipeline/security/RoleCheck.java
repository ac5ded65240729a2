package com.holded.pipeline.security;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Lets a request through to one resource method when its caller has one of the roles. */
@Priority(Priorities.AUTHORIZATION)
final class RoleCheck implements ContainerRequestFilter {
    private final Set<Role> wanted;
    private final boolean keepsToCompany;

    /** An empty set lets nobody through, the administrator included. */
    RoleCheck(Set<Role> wanted, boolean keepsToCompany) {
        this.wanted = Set.copyOf(wanted);
        this.keepsToCompany = keepsToCompany;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Object attribute = request.getProperty(Caller.ATTRIBUTE);
        Caller caller = attribute instanceof Caller known ? known : Caller.NOBODY;
        if (wanted.isEmpty() || !caller.hasAny(wanted)) {
            throw refusal(wanted);
        }
        if (!keepsToCompany) {
            refuseBound(caller);
        }
    }

    /** 403 for a caller that may see one company only, where more would be shown. */
    static void refuseBound(Caller caller) {
        if (caller.company().isPresent()) {
            throw new ProblemException(ErrorCode.FORBIDDEN, "A key that is bound to a company may not call this.");
        }
    }

    /** 403 that names the roles which would do. */
    static ProblemException refusal(Set<Role> wanted) {
        String roles = wanted.stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(" or "));
        return new ProblemException(
                ErrorCode.FORBIDDEN, roles.isEmpty() ? "Nobody may call this." : "This needs the role " + roles + ".");
    }
}
