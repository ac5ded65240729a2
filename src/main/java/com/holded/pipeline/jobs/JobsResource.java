package com.holded.pipeline.jobs;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.ledger.Pace;
import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.RunProgress;
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
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Starts, watches, stops and restarts executions of jobs. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {
    private static final int MOST_LISTED = 200;

    private final ProcessEvents job;
    private final ReplayJob replays;
    private final RebuildJob rebuild;
    private final Runs runs;

    @Inject
    JobsResource(ProcessEvents job, ReplayJob replays, RebuildJob rebuild, Runs runs) {
        this.job = job;
        this.replays = replays;
        this.rebuild = rebuild;
        this.runs = runs;
    }

    /**
     * Starts the job with the parameters of the body; 202 with the execution's place, 400 for a wrong parameter, 404 for
     * another job, 409 when one is alive.
     */
    @POST
    @Path("/{name}/executions")
    @RequiresRole(Role.ADMIN)
    public Response start(@PathParam("name") String name, @Context HttpServletRequest request, InputStream body) {
        String startedBy = Caller.of(request).keyId();
        return accepted(
                switch (name) {
                    case ProcessEvents.NAME -> job.startAlone(startedBy, RunRequest.parameters(body));
                    case RebuildJob.NAME -> {
                        RunRequest.requireNone(body);
                        yield rebuild.start(startedBy);
                    }
                    default ->
                        throw new ProblemException(
                                ErrorCode.NOT_FOUND,
                                "there is no such job; there are " + ProcessEvents.NAME + " and " + RebuildJob.NAME);
                });
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
        return accepted(
                switch (run.job()) {
                    case ReplayJob.NAME -> replays.restart(run, startedBy);
                    case RebuildJob.NAME -> rebuild.restart(run, startedBy);
                    default -> job.restart(run, startedBy);
                });
    }

    private static Response accepted(Run run) {
        return Response.accepted(JsonText.write(json(run)))
                .location(URI.create("/jobs/executions/" + run.id()))
                .build();
    }

    /** The number in a path; 404 when there is none. */
    static long executionId(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "there is no such execution");
        }
        return Long.parseLong(text);
    }

    /** The form in which every answer shows an execution. */
    public static Json.Obj json(Run run) {
        RunProgress progress = run.progress();
        Pace pace = Pace.of(run);
        JsonBuilder steps = new JsonBuilder();
        run.stepMillis().forEach(steps::number);
        return new JsonBuilder()
                .number("execution_id", run.id())
                .text("job", run.job())
                .member("parameters", run.parameters().toJson())
                .text("status", run.status())
                .text("started_by", run.startedBy())
                .text("started_at", run.startedAt())
                .text("seen_at", run.seenAt())
                .text("ended_at", run.endedAt())
                .member("restart_of", run.restartOf().map(id -> new Json.Num(id.toString())))
                .number("segments", progress.segments())
                .number("segments_done", progress.segmentsDone())
                .number("segments_in_all", progress.segmentsInAll())
                .number("quarantined", progress.quarantined())
                .number("bytes_done", progress.bytesDone())
                .number("bytes_in_all", progress.bytesInAll())
                .number("events", progress.events())
                .number("loaded", progress.loaded())
                .number("duplicates", progress.duplicates())
                .number("conflicts", progress.conflicts())
                .number("dead_letters", progress.deadLetters())
                .number("events_per_second", String.format(Locale.ROOT, "%.1f", pace.eventsPerSecond()))
                .member("events_to_do", pace.eventsToDo().map(events -> new Json.Num(events.toString())))
                .member("seconds_left", pace.left().map(left -> new Json.Num(Long.toString(left.toSeconds()))))
                .object("step_millis", steps.build())
                .text("message", run.message())
                .build();
    }
}
