package com.holded.pipeline.platform;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers whatever a resource throws as problem+json. */
@Provider
public final class ProblemMapper implements ExceptionMapper<Throwable> {
    @Override
    public Response toResponse(Throwable failure) {
        return failure instanceof WebApplicationException refusal
                ? answer(refusal)
                : ProblemLog.record(failure).toResponse();
    }

    private static Response answer(WebApplicationException refusal) {
        int status = refusal.getResponse().getStatus();
        if (status < 400) {
            return refusal.getResponse();
        }
        ErrorCode code = codeOf(refusal, status);
        Response problem =
                ProblemLog.record(new ProblemException(code, "", refusal)).toResponse();
        String allow = refusal.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return refusal instanceof NotAllowedException && allow != null
                ? Response.fromResponse(problem)
                        .header(HttpHeaders.ALLOW, allow)
                        .build()
                : problem;
    }

    private static ErrorCode codeOf(WebApplicationException refusal, int status) {
        // JAX-RS answers 404 for a path or query parameter that it cannot convert; the path itself exists.
        return status == 404 && refusal.getCause() != null ? ErrorCode.BAD_PARAMETER : StatusCodes.codeOf(status);
    }
}
