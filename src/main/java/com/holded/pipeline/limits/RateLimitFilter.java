package com.holded.pipeline.limits;

import com.holded.pipeline.limits.Allowance.Refusal;
import com.holded.pipeline.security.Caller;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Counts the requests of each caller, after authentication and before anything of the body is read. */
public final class RateLimitFilter implements Filter {
    private final Limiter limiter;

    public RateLimitFilter(Limiter limiter) {
        this.limiter = limiter;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Allowance allowance = limiter.of(Caller.of(request));
        if (allowance != Allowance.UNLIMITED && !isProbe((HttpServletRequest) request)) {
            HttpServletResponse answer = (HttpServletResponse) response;
            Optional<Refusal> refusal = limiter.request(allowance);
            if (refusal.isPresent()) {
                set(answer, refusal.get().headers());
                refusal.get().problem().writeTo(answer);
                return;
            }
            set(answer, allowance.requestHeaders());
            request.setAttribute(Allowance.ATTRIBUTE, allowance);
        }
        chain.doFilter(request, response);
    }

    /** An orchestrator that asks too often must not take a replica for dead. */
    private static boolean isProbe(HttpServletRequest request) {
        String path = request.getServletPath();
        return path.equals("/health") || path.startsWith("/health/");
    }

    private static void set(HttpServletResponse answer, Map<String, String> headers) {
        headers.forEach(answer::setHeader);
    }
}
