package com.holded.pipeline.ops;

import com.holded.pipeline.collect.EventAccess;
import com.holded.pipeline.collect.StoredEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.ledger.Lineage;
import com.holded.pipeline.ledger.Lineages;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Where one event is, and how it came there. Who may ask is who may read the event. */
@Path("/events/{event_id}/lineage")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@RequiresRole(
        value = {Role.PRODUCER, Role.ANALYST},
        keepsToCompany = true)
public class LineageResource {
    private final EventAccess events;
    private final Lineages lineages;

    @Inject
    LineageResource(ObjectStore store, Clock clock, DataSource dataSource) {
        this.events = new EventAccess(store, clock);
        this.lineages = new Lineages(dataSource);
    }

    /**
     * The way of one event, as far as it went; 404 as for the event itself. While PostgreSQL is out of reach it ends at
     * the raw object, and the outcome is {@code unknown}. Of an event whose raw object is damaged the tables are asked
     * alone; whose event it is cannot be told then, so a bound caller is not answered.
     */
    @GET
    public String find(@PathParam("event_id") String eventId, @Context HttpServletRequest request) {
        Caller caller = Caller.of(request);
        try {
            StoredEvent event = events.find(eventId, caller);
            return JsonText.write(LineageAnswer.of(event, lineage(event)));
        } catch (ProblemException problem) {
            if (problem.code() != ErrorCode.SEGMENT_DAMAGED) {
                throw problem;
            }
            return JsonText.write(EventId.from(UUID.fromString(eventId))
                    .filter(id -> caller.company().isEmpty())
                    .flatMap(id -> LineageAnswer.ofUnreadable(id, problem.detail(), lineages.of(id)))
                    .orElseThrow(() -> problem));
        }
    }

    private Optional<Lineage> lineage(StoredEvent event) {
        try {
            return Optional.of(lineages.of(event.raw().id()));
        } catch (ProblemException failure) {
            if (failure.code() == ErrorCode.DATABASE_UNAVAILABLE) {
                return Optional.empty();
            }
            throw failure;
        }
    }
}
