package com.holded.pipeline.ops;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.SegmentList;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/** The raw segments that the ledger knows, above all those that the job could not read. */
@Path("/ops/segments")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@RequiresRole(Role.ADMIN)
public class SegmentsResource {
    private static final int MOST_LISTED = 500;

    private final SegmentList segments;

    @Inject
    SegmentsResource(DataSource dataSource) {
        this.segments = new SegmentList(dataSource);
    }

    /**
     * Newest first.
     *
     * @param state quarantined, new or loaded
     * @param cursor the {@code next} of the page before
     */
    @GET
    public String list(
            @QueryParam("state") @DefaultValue("quarantined") String state,
            @QueryParam("cursor") @DefaultValue("") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        if (limit < 1 || limit > MOST_LISTED) {
            throw ProblemException.badParameter("limit", "expected a number from 1 to " + MOST_LISTED);
        }
        List<SegmentList.Entry> entries = segments.page(state(state), before(cursor), limit);
        Optional<SegmentId> next = entries.size() < limit
                ? Optional.empty()
                : Optional.of(entries.get(entries.size() - 1).segment());
        return JsonText.write(new JsonBuilder()
                .member(
                        "segments",
                        new Json.Arr(entries.stream()
                                .<Json>map(entry -> json(entry, state))
                                .toList()))
                .text("next", next)
                .build());
    }

    private static SegmentList.State state(String name) {
        return Arrays.stream(SegmentList.State.values())
                .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.badParameter("state", "expected quarantined, new or loaded"));
    }

    private static Optional<SegmentId> before(String cursor) {
        try {
            return cursor.isEmpty() ? Optional.empty() : Optional.of(SegmentId.parse(cursor));
        } catch (IllegalArgumentException foreign) {
            throw ProblemException.badParameter("cursor", "expected the next of a page");
        }
    }

    private static Json.Obj json(SegmentList.Entry entry, String state) {
        JsonBuilder answer = new JsonBuilder()
                .text("segment_id", entry.segment())
                .text("object_name", entry.key())
                .text("state", state)
                .textUnlessEmpty("reason", entry.reason())
                .number("size", entry.sizeBytes())
                .text("stored_at", entry.storedAt())
                .text("discovered_at", entry.discoveredAt())
                .text("finished_at", entry.finishedAt());
        if (entry.runId() > 0) {
            answer.number("execution_id", entry.runId());
        }
        if (entry.counts().events() > 0) {
            answer.number("events", entry.counts().events())
                    .number("loaded", entry.counts().loaded())
                    .number("duplicates", entry.counts().duplicates())
                    .number("conflicts", entry.counts().conflicts())
                    .number("dead_letters", entry.counts().deadLetters());
        }
        return answer.build();
    }
}
