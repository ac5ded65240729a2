package com.holded.pipeline.deadletter;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.DeadLetters;
import com.holded.pipeline.ledger.KeptDeadLetter;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.Keys;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the events that are not counted, and why. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RequiresRole(value = Role.ANALYST, keepsToCompany = true)
public class DeadLettersResource {
    private static final int MOST_LISTED = 500;

    private final DeadLetters deadLetters;

    @Inject
    DeadLettersResource(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    /**
     * Newest first, without the events themselves; {@code next} is the cursor of the following page. A bound caller sees
     * its company's alone, and none when it asks for another's.
     */
    @GET
    public String list(
            @QueryParam("reason") @DefaultValue("") String reason,
            @QueryParam("company") @DefaultValue("") String company,
            @QueryParam("type") @DefaultValue("") String type,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @Context HttpServletRequest request) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw ProblemException.badParameter("limit", "expected a number from 1 to " + MOST_LISTED);
        }
        Optional<UUID> before = cursor.isEmpty() ? Optional.empty() : Optional.of(uuid("cursor", cursor));
        Caller caller = Caller.of(request);
        DeadLetters.Page page = company.isEmpty() || caller.maySee(company)
                ? deadLetters.page(
                        new DeadLetters.Filter(reason, caller.company().orElse(company), type), before, limit)
                : new DeadLetters.Page(List.of(), 0);
        List<KeptDeadLetter> letters = page.letters();
        Optional<UUID> next = letters.size() < limit
                ? Optional.empty()
                : Optional.of(letters.get(letters.size() - 1).eventId());
        return JsonText.write(new JsonBuilder()
                .member(
                        "dead_letters",
                        new Json.Arr(letters.stream()
                                .<Json>map(letter -> summary(letter).build())
                                .toList()))
                .number("total", page.total())
                .text("next", next)
                .build());
    }

    /** One dead letter with its event as sent; 404 when the event has none. */
    @GET
    @Path("/{eventId}")
    public String find(@PathParam("eventId") String eventId, @Context HttpServletRequest request) {
        Caller caller = Caller.of(request);
        KeptDeadLetter letter = deadLetters
                .find(uuid("event_id", eventId))
                .filter(found -> caller.maySee(found.companyId()))
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "the event has no dead letter"));
        return JsonText.write(summary(letter)
                .member("event", new Json.Verbatim(letter.event()))
                .build());
    }

    private static JsonBuilder summary(KeptDeadLetter letter) {
        return new JsonBuilder()
                .text("event_id", letter.eventId())
                .text("package_id", letter.packageId())
                .text("object_name", Keys.rawSegment(SegmentId.parse(letter.segment())))
                .number("line", letter.line())
                .text("received_at", letter.receivedAt())
                .textUnlessEmpty("company_id", letter.companyId())
                .textUnlessEmpty("event_type", letter.eventType())
                .text("reason", letter.reason())
                .member("errors", new Json.Verbatim(letter.errors()))
                .number("schema_id", letter.schemaId())
                .text("status", letter.status())
                .number("attempts", letter.attempts());
    }

    private static UUID uuid(String parameter, String text) {
        if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw ProblemException.badParameter(parameter, "expected a UUID");
        }
        return UUID.fromString(text);
    }
}
