package com.holded.pipeline.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.holded.pipeline.platform.ProblemException;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleChecksTest {
    @RequiresRole(Role.ANALYST)
    static class AnalystsResource {
        public void inherited() {}

        @RequiresRole({Role.PRODUCER, Role.ANALYST})
        public void replaced() {}
    }

    static class ForgetfulResource {
        public void open() {}
    }

    @Test
    void method_replaces_class() throws NoSuchMethodException {
        assertThat(rolesOf(AnalystsResource.class, "inherited")).containsExactly(Role.ANALYST);
        assertThat(rolesOf(AnalystsResource.class, "replaced")).containsExactly(Role.PRODUCER, Role.ANALYST);
    }

    @Test
    void resource_that_says_nothing_is_closed() throws NoSuchMethodException {
        assertThat(rolesOf(ForgetfulResource.class, "open")).isEmpty();
    }

    @Test
    void key_that_is_bound_to_a_company_is_refused_where_nothing_is_narrowed() {
        Caller bound = new Caller("k", Set.of(Role.ANALYST), "company_003", OwnLimits.NONE);
        Caller free = new Caller("k", Set.of(Role.ANALYST));

        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> RoleCheck.refuseBound(bound));
        assertThatNoException().isThrownBy(() -> RoleCheck.refuseBound(free));
    }

    @Test
    void administrator_may_what_any_role_may() {
        Caller administrator = new Caller("admin", Set.of(Role.ADMIN));
        Caller producer = new Caller("producer", Set.of(Role.PRODUCER));

        assertThat(administrator.hasAny(Set.of(Role.ANALYST))).isTrue();
        assertThat(producer.hasAny(Set.of(Role.ANALYST))).isFalse();
        assertThat(producer.hasAny(Set.of(Role.ANALYST, Role.PRODUCER))).isTrue();
        assertThat(Caller.NOBODY.hasAny(Set.of(Role.values()))).isFalse();
    }

    private static Set<Role> rolesOf(Class<?> resource, String name) throws NoSuchMethodException {
        Method method = resource.getMethod(name);
        return RoleChecks.rolesOf(new ResourceInfo() {
            @Override
            public Method getResourceMethod() {
                return method;
            }

            @Override
            public Class<?> getResourceClass() {
                return resource;
            }
        });
    }
}
