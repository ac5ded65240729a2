package com.holded.pipeline.deadletter;

import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.ledger.DeadLetterFilter;
import com.holded.pipeline.ledger.DeadLetters;
import com.holded.pipeline.ledger.KeptDeadLetter;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events that are not counted, and why. A bound caller sees its company's alone. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RequiresRole(value = Role.ANALYST, keepsToCompany = true)
public class DeadLettersResource {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLettersResource.class);
    private static final int MOST_LISTED = 500;

    private final DeadLetters deadLetters;

    @Inject
    DeadLettersResource(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    /**
     * Newest first, without the events themselves; {@code next} is the cursor of the following page. A bound caller gets
     * none when it asks for another company's.
     */
    @GET
    public String list(
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @Context UriInfo uri,
            @Context HttpServletRequest request) {
        requireLimit(limit);
        Optional<UUID> before =
                cursor.isEmpty() ? Optional.empty() : Optional.of(FilterParameters.uuid("cursor", cursor));
        DeadLetters.Page page = filter(uri, request)
                .map(filter -> deadLetters.page(filter, before, limit))
                .orElse(new DeadLetters.Page(List.of(), 0));
        List<KeptDeadLetter> letters = page.letters();
        Optional<UUID> next = letters.size() < limit
                ? Optional.empty()
                : Optional.of(letters.get(letters.size() - 1).eventId());
        return JsonText.write(new JsonBuilder()
                .member("dead_letters", Answers.array(letters, letter -> Answers.summary(letter)
                        .build()))
                .number("total", page.total())
                .text("next", next)
                .build());
    }

    /** What dead letters have in common: by reason, pointer and keyword, largest group first. */
    @GET
    @Path("/groups")
    public String groups(
            @QueryParam("limit") @DefaultValue("50") int limit,
            @Context UriInfo uri,
            @Context HttpServletRequest request) {
        requireLimit(limit);
        Optional<DeadLetterFilter> filter = filter(uri, request);
        return JsonText.write(new JsonBuilder()
                .member(
                        "groups",
                        Answers.array(
                                filter.map(known -> deadLetters.groups(known, limit))
                                        .orElse(List.of()),
                                Answers::group))
                .number("total", filter.map(deadLetters::count).orElse(0L))
                .build());
    }

    /** One dead letter with its event as sent and all that was done with it; 404 when the event has none. */
    @GET
    @Path("/{eventId}")
    public String find(@PathParam("eventId") String eventId, @Context HttpServletRequest request) {
        Caller caller = Caller.of(request);
        return whole(deadLetters
                .find(FilterParameters.uuid("event_id", eventId))
                .filter(found -> caller.maySee(found.companyId()))
                .orElseThrow(DeadLettersResource::none));
    }

    /** Gives a dead letter up for good, with a reason; 409 when it is not open. */
    @POST
    @Path("/{eventId}/discard")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequiresRole(Role.ADMIN)
    public String discard(@PathParam("eventId") String eventId, InputStream body, @Context HttpServletRequest request) {
        UUID id = FilterParameters.uuid("event_id", eventId);
        String reason = Bodies.reason(body);
        String by = Caller.of(request).keyId();
        if (!deadLetters.discard(id, by, reason)) {
            String status =
                    deadLetters.find(id).orElseThrow(DeadLettersResource::none).status();
            throw new ProblemException(ErrorCode.CONFLICT, "the dead letter is " + status + ", not open");
        }
        LOG.info("Dead letter {} discarded by {}", id, by);
        return whole(deadLetters.find(id).orElseThrow(DeadLettersResource::none));
    }

    private String whole(KeptDeadLetter letter) {
        return JsonText.write(Answers.whole(letter, deadLetters.history(letter.eventId())));
    }

    private static Optional<DeadLetterFilter> filter(UriInfo uri, HttpServletRequest request) {
        return new FilterParameters(uri.getQueryParameters()).filter(Caller.of(request));
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw ProblemException.badParameter("limit", "expected a number from 1 to " + MOST_LISTED);
        }
    }

    private static ProblemException none() {
        return new ProblemException(ErrorCode.NOT_FOUND, "the event has no dead letter");
    }
}
