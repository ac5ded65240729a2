package com.holded.pipeline.collect;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads back what was collected. Works without the database. */
@Path("/events")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@RequiresRole(
        value = {Role.PRODUCER, Role.ANALYST},
        keepsToCompany = true)
public class EventsResource {
    private static final int MOST_LISTED = 500;

    private final EventLog events;
    private final EventAccess access;

    @Inject
    public EventsResource(ObjectStore store, Clock clock) {
        this(EventLog.of(store, clock));
    }

    EventsResource(EventLog events) {
        this.events = events;
        this.access = new EventAccess(events);
    }

    /**
     * Events newest first. A call makes a bounded number of requests to object storage, so a page may be short, even
     * empty; {@code next}, on all pages but the last, is the cursor of the following one. {@code total} counts those
     * that match: all of them when {@code total_is} is {@code exact}, else those that this call came to.
     *
     * @param day UTC day on which they were received
     */
    @GET
    public String list(
            @QueryParam("day") @DefaultValue("") String day,
            @QueryParam("company") @DefaultValue("") String company,
            @QueryParam("type") @DefaultValue("") String type,
            @QueryParam("status") @DefaultValue("") String status,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @Context HttpServletRequest request) {
        return list(day, company, type, status, limit, cursor, Caller.of(request));
    }

    String list(String day, String company, String type, String status, String limit, String cursor, Caller caller) {
        EventFilter filter = EventFilter.of(day, caller.company().orElse(company), type, status);
        @Nullable EventId before = before(cursor);
        int most = limit(limit);
        // To a bound caller another company is one that has sent nothing.
        EventLog.Page page = company.isEmpty() || caller.maySee(company)
                ? events.page(filter, before, most)
                : new EventLog.Page(List.of(), 0, true, null);
        return JsonText.write(new JsonBuilder()
                .member("events", new Json.Arr(page.entries()))
                .number("total", page.total())
                .text("total_is", page.exact() ? "exact" : "at_least")
                .text("next", Optional.ofNullable(page.next()))
                .build());
    }

    /** One event with all that is known of it; 404 as {@link EventAccess#find} says. */
    @GET
    @Path("/{event_id}")
    public String find(@PathParam("event_id") String eventId, @Context HttpServletRequest request) {
        return find(eventId, Caller.of(request));
    }

    String find(String eventId, Caller caller) {
        return JsonText.write(access.find(eventId, caller).toJson(caller.hasAny(Set.of())));
    }

    private static @Nullable EventId before(String cursor) {
        return cursor.isEmpty()
                ? null
                : EventId.from(EventAccess.uuid("cursor", cursor))
                        .orElseThrow(() -> ProblemException.badParameter("cursor", "expected the id of an event"));
    }

    private static int limit(String text) {
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST_LISTED) {
            throw ProblemException.badParameter("limit", "expected a number from 1 to " + MOST_LISTED);
        }
        return limit;
    }
}
