package com.holded.pipeline.deadletter;

import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.schema.ProposedSchema;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.time.Clock;

/** Tries a schema on real traffic before it is registered. */
@Path("/schemas/preview")
@Produces(MediaType.APPLICATION_JSON)
@RequiresRole(Role.ADMIN)
public class SchemaPreviewResource {
    private static final int MOST_DAYS = 90;
    private static final int MOST_EVENTS = 100_000;

    private final SchemaPreview preview;

    @Inject
    SchemaPreviewResource(Segments segments, ObjectStore store, Clock clock) {
        this.preview = new SchemaPreview(segments, store, clock);
    }

    /** How many accepted events of the last days would break the schema of the body, where, and which, of a sample. */
    @POST
    public String preview(
            @QueryParam("subject") @DefaultValue("") String subject,
            @QueryParam("days") @DefaultValue("7") int days,
            @QueryParam("limit") @DefaultValue("20000") int limit,
            InputStream body) {
        if (days < 1 || days > MOST_DAYS) {
            throw ProblemException.badParameter("days", "expected a number from 1 to " + MOST_DAYS);
        }
        if (limit < 1 || limit > MOST_EVENTS) {
            throw ProblemException.badParameter("limit", "expected a number from 1 to " + MOST_EVENTS);
        }
        return JsonText.write(
                preview.answer(new SchemaPreview.Question(ProposedSchema.read(body), subject, days, limit)));
    }
}
