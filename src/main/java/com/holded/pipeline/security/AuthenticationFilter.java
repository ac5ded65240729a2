package com.holded.pipeline.security;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.ProblemLog;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Stands before everything that is served, static pages and the platform's own endpoints included. */
public final class AuthenticationFilter implements Filter {
    private final Doorkeeper doorkeeper;

    public AuthenticationFilter(Doorkeeper doorkeeper) {
        this.doorkeeper = doorkeeper;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        Visit visit = Visit.of(http);
        SecurityHeaders.set(answer, visit.path());
        try {
            http.setAttribute(Caller.ATTRIBUTE, doorkeeper.admit(visit));
        } catch (ProblemException refusal) {
            if (refusal.code() == ErrorCode.UNAUTHORIZED) {
                visit.challenges().forEach(value -> answer.addHeader("WWW-Authenticate", value));
            }
            ProblemLog.record(refusal).writeTo(answer);
            return;
        }
        chain.doFilter(request, response);
    }
}
