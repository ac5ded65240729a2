package com.holded.pipeline.reports;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reports that were asked for in the background: how far they are, and their files. Shared by all threads. */
@Path("/reports/runs")
@Produces({MediaType.APPLICATION_JSON, "application/problem+json"})
@Singleton
public class ReportRunsResource {
    private static final int MOST_LISTED = 200;

    private final ReportRuns runs;
    private final ReportRunner runner;
    private final ObjectStore store;
    private final Duration kept;

    @Inject
    ReportRunsResource(ReportRuns runs, ReportRunner runner, ObjectStore store, Settings settings) {
        this.runs = runs;
        this.runner = runner;
        this.store = store;
        this.kept = settings.reports().kept();
    }

    /** The latest, newest first. */
    @GET
    @RequiresRole(value = Role.ANALYST, keepsToCompany = true)
    public String latest(@QueryParam("limit") @DefaultValue("50") int limit, @Context HttpServletRequest http) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw ProblemException.badParameter("limit", "expected a number from 1 to " + MOST_LISTED);
        }
        List<Json> latest = runs.latest(limit, Caller.of(http)).stream()
                .<Json>map(run -> run.toJson(kept))
                .toList();
        return JsonText.write(
                new JsonBuilder().member("runs", new Json.Arr(latest)).build());
    }

    /** One of them; 404 also when the caller may not see it. */
    @GET
    @Path("{run_id}")
    @RequiresRole(value = Role.ANALYST, keepsToCompany = true)
    public String find(@PathParam("run_id") String id, @Context HttpServletRequest http) {
        return JsonText.write(run(id, http).toJson(kept));
    }

    /** Its file; 409 when it is not ready. */
    @GET
    @Path("{run_id}/file")
    @Produces({"*/*", "application/problem+json"})
    @RequiresRole(value = Role.ANALYST, keepsToCompany = true)
    public Response file(
            @PathParam("run_id") String id, @Context HttpServletRequest http, @Context Request conditions) {
        ReportRun run = run(id, http);
        if (run.status() != ReportRun.Status.READY) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "The report is " + run.status().code() + "; it has no file");
        }
        EntityTag tag = new EntityTag(run.sha256());
        Response.ResponseBuilder answer =
                Optional.ofNullable(conditions.evaluatePreconditions(tag)).orElseGet(() -> content(run));
        return answer.tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .build();
    }

    private Response.ResponseBuilder content(ReportRun run) {
        // In the stream, not before it: a request whose body is never written holds nothing.
        return Response.ok((StreamingOutput) out -> {
                    try (InputStream content = store.open(run.key(), run.sizeBytes())) {
                        content.transferTo(out);
                    }
                })
                .type(run.format().contentType())
                .header(HttpHeaders.CONTENT_LENGTH, run.sizeBytes())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + run.report() + "_" + run.id() + "."
                                + run.format().extension() + "\"");
    }

    /** Lets it go, with its file; one that is being made ends. */
    @DELETE
    @Path("{run_id}")
    @RequiresRole(value = Role.ANALYST, keepsToCompany = true)
    public Response delete(@PathParam("run_id") String id, @Context HttpServletRequest http) {
        runs.delete(run(id, http));
        runner.wake();
        return Response.noContent().build();
    }

    private ReportRun run(String id, HttpServletRequest http) {
        if (!id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            throw missing();
        }
        return runs.find(UUID.fromString(id), Caller.of(http)).orElseThrow(ReportRunsResource::missing);
    }

    private static ProblemException missing() {
        return new ProblemException(ErrorCode.NOT_FOUND, "There is no such run of a report");
    }
}
