package com.holded.pipeline.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.limits.Allowance;
import jakarta.ws.rs.container.AsyncResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class CollectResourceTest {
    /** What JAX-RS was told, by the type of the method's parameter: as an answer, or as a failure to be mapped. */
    private final List<Class<?>> resumedAs = new ArrayList<>();

    private final AsyncResponse response = (AsyncResponse) Proxy.newProxyInstance(
            AsyncResponse.class.getClassLoader(), new Class<?>[] {AsyncResponse.class}, (self, method, arguments) -> {
                resumedAs.add(method.getParameterTypes()[0]);
                return true;
            });

    /** Resumed as an answer it would be a 200 with a stack trace. */
    @Test
    void a_failure_that_nobody_foresaw_is_given_on_as_a_failure() {
        CollectResource.respond(
                response, Allowance.UNLIMITED, null, new CompletionException(new IllegalStateException("a bug")));

        assertThat(resumedAs).containsExactly(Throwable.class);
    }
}
