package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;

/** The progress of an execution as server-sent events. */
@Path("/jobs/executions/{id}/progress")
public class ProgressResource {
    private final ProcessEvents job;
    private final Watchers watchers;

    @Inject
    ProgressResource(ProcessEvents job, Watchers watchers) {
        this.job = job;
        this.watchers = watchers;
    }

    /**
     * An event {@code progress} with the execution for each change of it, and {@code end} with its last state, after which
     * the answer ends; 404 when there is no such execution, 503 when as many follow one as are let in.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RequiresRole(Role.ANALYST)
    public void follow(@PathParam("id") String id, @Context SseEventSink sink, @Context Sse sse) {
        Run run = job.find(JobsResource.executionId(id));
        watchers.add(run, sink, sse);
    }
}
