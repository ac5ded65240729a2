package com.holded.pipeline.deadletter;

import com.holded.pipeline.jobs.JobsResource;
import com.holded.pipeline.jobs.ReplayJob;
import com.holded.pipeline.ledger.DeadLetterFilter;
import com.holded.pipeline.ledger.DeadLetters;
import com.holded.pipeline.pipeline.ReplayDeadLetters;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes dead letters the way again. */
@Path("/dead-letters/replay")
@Produces(MediaType.APPLICATION_JSON)
@RequiresRole(Role.ADMIN)
public class ReplayResource {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayResource.class);
    private static final String DRY_RUN = "dryRun";

    private final DeadLetters deadLetters;
    private final ReplayDeadLetters steps;
    private final LiveContracts contracts;
    private final ReplayJob job;

    @Inject
    ReplayResource(DeadLetters deadLetters, ReplayDeadLetters steps, LiveContracts contracts, ReplayJob job) {
        this.deadLetters = deadLetters;
        this.steps = steps;
        this.contracts = contracts;
        this.job = job;
    }

    /**
     * Replays the open dead letters that the filter means, each after the JSON Merge Patch of the body if there is one.
     * With {@code dryRun=true} it tells what would happen, and changes nothing; else 202 with the place of the job's
     * execution, or 409 when a replay is alive.
     */
    @POST
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    public Response replay(
            @QueryParam(DRY_RUN) @DefaultValue("false") String dryRun,
            @Context UriInfo uri,
            InputStream body,
            @Context HttpServletRequest request) {
        FilterParameters parameters = new FilterParameters(uri.getQueryParameters());
        parameters.requireKnown(Set.of(DRY_RUN));
        if (!dryRun.matches("true|false")) {
            throw ProblemException.badParameter(DRY_RUN, "expected true or false");
        }
        DeadLetterFilter filter = parameters.filter();
        if (!filter.status().isEmpty() && !filter.status().equals("open")) {
            throw ProblemException.badParameter("status", "only open dead letters can be replayed");
        }
        Optional<String> patch = Bodies.patch(body);
        return dryRun.equals("true")
                ? tryOut(filter, patch)
                : start(filter, patch, Caller.of(request).keyId());
    }

    private Response tryOut(DeadLetterFilter filter, Optional<String> patch) {
        steps.prepare();
        TrialAnswer answer = new TrialAnswer(
                steps.tryOut(filter, patch, deadLetters.count(filter.inStatus("open"))), contracts::uses);
        return Response.ok(JsonText.write(answer.toJson())).build();
    }

    private Response start(DeadLetterFilter filter, Optional<String> patch, String requestedBy) {
        ReplayJob.Started started = job.start(requestedBy, filter, patch);
        LOG.info("Replay {} asked for by {}", started.replay().id(), requestedBy);
        return Response.accepted(JsonText.write(Answers.replay(started.replay())
                        .member("execution", JobsResource.json(started.run()))
                        .build()))
                .location(URI.create("/jobs/executions/" + started.run().id()))
                .build();
    }
}
