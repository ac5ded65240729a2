package com.holded.pipeline.security;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.ProblemLog;
import com.holded.pipeline.platform.Settings;
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

    /** Knows the mode and the keys of these settings, and the stored keys. */
    public AuthenticationFilter(Settings settings, LiveKeys stored) {
        this.doorkeeper = new Doorkeeper(settings, stored);
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
                challenge(visit, answer);
            }
            ProblemLog.record(refusal).writeTo(answer);
            return;
        }
        chain.doFilter(request, response);
    }

    private static void challenge(Visit visit, HttpServletResponse answer) {
        answer.addHeader("WWW-Authenticate", "Bearer realm=\"holded\"");
        // Basic makes a browser ask its user: right for a page that is opened, a nuisance for a page's own requests.
        if (visit.fetchMode().isEmpty() || visit.isNavigation()) {
            answer.addHeader("WWW-Authenticate", "Basic realm=\"holded\", charset=\"UTF-8\"");
        }
    }
}
