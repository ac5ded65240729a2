package com.holded.pipeline.collect;

import com.holded.pipeline.limits.Allowance;
import com.holded.pipeline.limits.Limiter;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.ProblemLog;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The way in. */
@Path("/collect")
@Singleton
public class CollectResource {
    private final Collector collector;
    private final Limiter limiter;
    private final Origins origins;

    @Inject
    public CollectResource(Collector collector, Limiter limiter, Settings settings) {
        this.collector = collector;
        this.origins = Origins.of(settings.origins());
        this.limiter = limiter;
    }

    /**
     * Takes one event or an array of them, and answers when they are durably stored: 200 with a result for each, however
     * many of them are rejected. Any other status means that nothing was accepted.
     */
    @POST
    @RequiresRole(value = Role.PRODUCER, keepsToCompany = true)
    @Produces(MediaType.APPLICATION_JSON)
    public void collect(
            @Context HttpHeaders headers, @Context HttpServletRequest request, @Suspended AsyncResponse response) {
        Allowance allowance = Allowance.of(request);
        Optional<Allowance.Refusal> tooMany = limiter.events(allowance);
        if (tooMany.isPresent()) {
            response.resume(
                    with(tooMany.get().headers(), tooMany.get().problem().toResponse()));
            return;
        }
        try {
            var unused = collector
                    .collect(new Submission(
                            request.getInputStream(),
                            header(headers, HttpHeaders.CONTENT_TYPE),
                            header(headers, HttpHeaders.CONTENT_ENCODING),
                            contentLength(headers),
                            headers(headers, IdempotencyKey.HEADER),
                            Caller.of(request),
                            allowance,
                            origins.of(request)))
                    .whenComplete((answer, failure) -> respond(response, allowance, answer, failure));
        } catch (ProblemException problem) {
            response.resume(refusal(problem));
        } catch (IOException impossible) {
            // Nothing has been read yet.
            response.resume(impossible);
        }
    }

    static void respond(
            AsyncResponse response, Allowance allowance, byte @Nullable [] answer, @Nullable Throwable failure) {
        if (answer != null) {
            response.resume(with(
                    allowance.headers(),
                    Response.ok(answer, MediaType.APPLICATION_JSON_TYPE).build()));
        } else if (failure != null) {
            boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
            Throwable cause = wrapped ? failure.getCause() : failure;
            if (cause instanceof ProblemException problem) {
                response.resume(refusal(problem));
            } else {
                response.resume(cause);
            }
        }
    }

    /** The headers replace those that were set before the events were known. */
    static Response with(Map<String, String> headers, Response response) {
        headers.forEach((name, value) -> response.getHeaders().putSingle(name, value));
        return response;
    }

    /** The answer to a package that is refused as a whole. */
    static Response refusal(ProblemException problem) {
        Response response = ProblemLog.record(problem).toResponse();
        return switch (problem.code()) {
            case UNSUPPORTED_MEDIA_TYPE ->
                Response.fromResponse(response)
                        .header("Accept-Post", ContentTypes.ACCEPT_POST)
                        .header("Accept-Encoding", ContentEncodings.ACCEPT_ENCODING)
                        .build();
            // The rest of the body is not read, so no other request can follow it.
            case BODY_TOO_LARGE ->
                Response.fromResponse(response).header("Connection", "close").build();
            default -> response;
        };
    }

    /** All values of a header as one. */
    static String header(HttpHeaders headers, String name) {
        return String.join(", ", headers(headers, name));
    }

    static List<String> headers(HttpHeaders headers, String name) {
        @Nullable List<String> values = headers.getRequestHeader(name);
        return values == null ? List.of() : values;
    }

    static long contentLength(HttpHeaders headers) {
        String length = header(headers, HttpHeaders.CONTENT_LENGTH);
        return length.matches("[0-9]{1,18}") ? Long.parseLong(length) : -1;
    }
}
