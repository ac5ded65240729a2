package com.holded.pipeline.security;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import jakarta.servlet.ServletRequest;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request.
 *
 * @param keyId public name of the key that was shown, for logs and audit; {@code anonymous} without a key
 * @param boundTo the only company that the caller may send and see events of; empty = all
 * @param limits what its key allows, where that differs from the settings
 * @param subjects what its key allows in the schema registry beyond its roles
 */
public record Caller(String keyId, Set<Role> roles, String boundTo, OwnLimits limits, SubjectGrants subjects) {

    /** The caller without a key whom nothing is allowed. */
    public static final Caller NOBODY = new Caller("anonymous", Set.of());

    /** Name of the request attribute, which JAX-RS filters see as a property. */
    static final String ATTRIBUTE = Caller.class.getName();

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** A caller without rights on subjects. */
    public Caller(String keyId, Set<Role> roles, String boundTo, OwnLimits limits) {
        this(keyId, roles, boundTo, limits, SubjectGrants.NONE);
    }

    /** A caller that is bound to no company and has no limits of its own. */
    public Caller(String keyId, Set<Role> roles) {
        this(keyId, roles, "", OwnLimits.NONE);
    }

    /** The caller of this request; {@link #NOBODY} where no authentication took place. */
    public static Caller of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : NOBODY;
    }

    /** The only company that the caller may send and see events of; empty = all. */
    public Optional<String> company() {
        return boundTo.isEmpty() ? Optional.empty() : Optional.of(boundTo);
    }

    /** Whether the events of this company are the caller's business. */
    public boolean maySee(String companyId) {
        return boundTo.isEmpty() || boundTo.equals(companyId);
    }

    /** Whether the caller has one of these roles, or is an administrator. */
    public boolean hasAny(Set<Role> wanted) {
        return roles.contains(Role.ADMIN) || wanted.stream().anyMatch(roles::contains);
    }

    /**
     * Refuses a caller that may not do this to a subject of the schema registry; an administrator may do all.
     *
     * @throws ProblemException FORBIDDEN
     */
    public void requireRight(SubjectRight right, String subject) {
        if (!roles.contains(Role.ADMIN) && !subjects.allow(right, subject)) {
            throw new ProblemException(
                    ErrorCode.FORBIDDEN,
                    "This needs the role admin, or the right " + right.text() + " on the subject.");
        }
    }
}
