package com.holded.pipeline.jobs;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;

/** Starts, watches, stops and restarts executions of jobs. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {
    private static final int MOST_LISTED = 200;

    private final ProcessEvents job;
    private final ReplayJob replays;
    private final Runs runs;

    @Inject
    JobsResource(ProcessEvents job, ReplayJob replays, Runs runs) {
        this.job = job;
        this.replays = replays;
        this.runs = runs;
    }

    /** Starts the job; 202 with the execution's place, 404 for another job, 409 when one is alive. */
    @POST
    @Path("/{name}/executions")
    @RequiresRole(Role.ADMIN)
    public Response start(@PathParam("name") String name, @Context HttpServletRequest request) {
        if (!name.equals(ProcessEvents.NAME)) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "there is no such job; there is " + ProcessEvents.NAME);
        }
        return accepted(job.startAlone(Caller.of(request).keyId()));
    }

    /** The latest executions, newest first. */
    @GET
    @Path("/executions")
    @RequiresRole(Role.ANALYST)
    public String latest(@QueryParam("limit") @DefaultValue("20") int limit) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw ProblemException.badParameter("limit", "expected a number from 1 to " + MOST_LISTED);
        }
        List<Json> executions =
                runs.latest(limit).stream().<Json>map(JobsResource::json).toList();
        return JsonText.write(
                new JsonBuilder().member("executions", new Json.Arr(executions)).build());
    }

    /** One execution and its progress. */
    @GET
    @Path("/executions/{id}")
    @RequiresRole(Role.ANALYST)
    public String find(@PathParam("id") String id) {
        return JsonText.write(json(job.find(executionId(id))));
    }

    /** Asks an execution to stop; 409 when it has ended. */
    @POST
    @Path("/executions/{id}/stop")
    @RequiresRole(Role.ADMIN)
    public Response stop(@PathParam("id") String id) {
        return accepted(job.stop(executionId(id)));
    }

    /** Starts an execution that does what an ended one left undone; 409 when there is nothing to restart. */
    @POST
    @Path("/executions/{id}/restart")
    @RequiresRole(Role.ADMIN)
    public Response restart(@PathParam("id") String id, @Context HttpServletRequest request) {
        Run run = job.unfinished(executionId(id));
        String startedBy = Caller.of(request).keyId();
        return accepted(run.job().equals(ReplayJob.NAME) ? replays.restart(run, startedBy) : job.startAlone(startedBy));
    }

    private static Response accepted(Run run) {
        return Response.accepted(JsonText.write(json(run)))
                .location(URI.create("/jobs/executions/" + run.id()))
                .build();
    }

    private static long executionId(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "there is no such execution");
        }
        return Long.parseLong(text);
    }

    /** The form in which every answer shows an execution. */
    public static Json.Obj json(Run run) {
        return new JsonBuilder()
                .number("execution_id", run.id())
                .text("job", run.job())
                .text("status", run.status())
                .text("started_by", run.startedBy())
                .text("started_at", run.startedAt())
                .text("ended_at", run.endedAt())
                .number("segments", run.progress().segments())
                .number("segments_done", run.progress().segmentsDone())
                .number("events", run.progress().events())
                .number("loaded", run.progress().loaded())
                .number("duplicates", run.progress().duplicates())
                .number("conflicts", run.progress().conflicts())
                .number("dead_letters", run.progress().deadLetters())
                .text("message", run.message())
                .build();
    }
}
