package com.holded.pipeline.deadletter;

import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.ledger.Replays;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** The record of replays: who asked for what, and what came of it. */
@Path("/dead-letters/replays")
@Produces(MediaType.APPLICATION_JSON)
@RequiresRole(Role.ADMIN)
public class ReplaysResource {
    private static final int MOST_LISTED = 200;

    private final Replays replays;

    @Inject
    ReplaysResource(Replays replays) {
        this.replays = replays;
    }

    /** The latest replays, newest first. */
    @GET
    public String latest(@QueryParam("limit") @DefaultValue("20") int limit) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw ProblemException.badParameter("limit", "expected a number from 1 to " + MOST_LISTED);
        }
        return JsonText.write(new JsonBuilder()
                .member("replays", Answers.array(replays.latest(limit), replay -> Answers.replay(replay)
                        .build()))
                .build());
    }

    /** One replay; 404 when there is none of this id. */
    @GET
    @Path("/{id}")
    public String find(@PathParam("id") String id) {
        return JsonText.write(Answers.replay(replays.find(id.matches("\\d{1,18}") ? Long.parseLong(id) : 0)
                        .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "there is no such replay")))
                .build());
    }
}
