package com.holded.pipeline.ops;

import com.holded.pipeline.collect.StoredEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.DeadLetterDeed;
import com.holded.pipeline.ledger.KeptDeadLetter;
import com.holded.pipeline.ledger.Lineage;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.RawEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The form in which the way of an event is shown. Steps that it did not take are left out. */
final class LineageAnswer {
    /** What the load finds: until then the event had passed, so it stands in the enriched object. */
    private static final Set<String> FOUND_BY_THE_LOAD = Set.of(Reason.ID_CONFLICT.name(), Reason.UNPROCESSABLE.name());

    private LineageAnswer() {}

    /** Where an event is. */
    enum Outcome {
        /** Its segment is still to be loaded. */
        IN_FLIGHT,
        LOADED,
        DUPLICATE,
        CONFLICT,
        DEAD_LETTER,
        /** Its segment cannot be read by the job. */
        QUARANTINED,
        /** Its segment is loaded, and no table has it: a row was lost. */
        MISSING,
        /** The database could not be asked. */
        UNKNOWN
    }

    /** @param lineage empty when the database could not be asked */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // Absence is the answer of the database, and is shown.
    static Json.Obj of(StoredEvent event, Optional<Lineage> lineage) {
        RawEvent raw = event.raw();
        JsonBuilder answer = new JsonBuilder()
                .text("event_id", raw.id())
                .text("package_id", raw.packageId())
                .textUnlessEmpty("company_id", event.companyId())
                .textUnlessEmpty("event_type", event.eventType())
                .text(
                        "outcome",
                        lineage.map(LineageAnswer::outcome)
                                .orElse(Outcome.UNKNOWN)
                                .name()
                                .toLowerCase(Locale.ROOT))
                .member("raw", raw(event));
        lineage.ifPresent(known -> addSteps(answer, raw.id(), known));
        return answer.build();
    }

    /**
     * What the tables tell of an event whose raw object cannot be read; empty when they tell nothing, and then there may
     * be no such event.
     */
    static Optional<Json.Obj> ofUnreadable(EventId id, @Nullable String problem, Lineage lineage) {
        if (lineage.segment() == null || outcome(lineage) == Outcome.MISSING) {
            return Optional.empty();
        }
        JsonBuilder answer = new JsonBuilder()
                .text("event_id", id)
                .text("outcome", outcome(lineage).name().toLowerCase(Locale.ROOT))
                .member(
                        "raw",
                        new JsonBuilder()
                                .text("object_name", Keys.rawSegment(id.segment()))
                                .number("line", id.line())
                                .text("unreadable", String.valueOf(problem))
                                .build());
        addSteps(answer, id, lineage);
        return Optional.of(answer.build());
    }

    static Outcome outcome(Lineage lineage) {
        Lineage.@Nullable Processed segment = lineage.segment();
        @Nullable KeptDeadLetter letter = lineage.letter();
        if (lineage.row() != null) {
            return Outcome.LOADED;
        }
        if (lineage.duplicate() != null) {
            return Outcome.DUPLICATE;
        }
        if (letter != null && !letter.status().equals("replayed")) {
            return letter.reason().equals(Reason.ID_CONFLICT.name()) ? Outcome.CONFLICT : Outcome.DEAD_LETTER;
        }
        if (segment == null || segment.state().equals("new")) {
            return Outcome.IN_FLIGHT;
        }
        return segment.state().equals("quarantined") ? Outcome.QUARANTINED : Outcome.MISSING;
    }

    private static Json.Obj raw(StoredEvent event) {
        RawEvent raw = event.raw();
        JsonBuilder answer = new JsonBuilder()
                .text("object_name", Keys.rawSegment(raw.id().segment()))
                .number("line", raw.id().line())
                .number("size", raw.event().length)
                .text("received_at", Instant.ofEpochMilli(raw.receivedAtMillis()))
                .text("status", event.status())
                .number("schema_id", raw.schemaId());
        if (!raw.accepted()) {
            answer.member("errors", Violation.toJson(raw.violations()));
        }
        return answer.build();
    }

    private static void addSteps(JsonBuilder answer, EventId id, Lineage lineage) {
        Lineage.@Nullable Processed segment = lineage.segment();
        @Nullable KeptDeadLetter letter = lineage.letter();
        if (segment != null) {
            answer.member("segment", segment(id, segment));
            boolean passed = letter == null
                    ? lineage.row() != null || lineage.duplicate() != null
                    : FOUND_BY_THE_LOAD.contains(letter.reason());
            if (passed && !segment.enrichedKey().isEmpty()) {
                answer.member(
                        "enriched",
                        new JsonBuilder()
                                .text("object_name", segment.enrichedKey())
                                .text("sha256", segment.enrichedSha256())
                                .build());
            }
        }
        if (letter != null) {
            answer.member("dead_letter", deadLetter(id, letter, lineage));
        }
        Lineage.@Nullable Row row = lineage.row();
        if (row != null) {
            answer.member(
                    "row",
                    new JsonBuilder()
                            .text("loaded_at", row.loadedAt())
                            .text("business_day", row.businessDay())
                            .text("business_context", row.businessContext())
                            .number("data_quality_score", row.quality().toPlainString())
                            .number("schema_id", row.schemaId())
                            .build());
        }
        Lineage.@Nullable Duplicate duplicate = lineage.duplicate();
        if (duplicate != null) {
            answer.member(
                    "duplicate",
                    new JsonBuilder()
                            .text("original_event_id", duplicate.original())
                            .text("recognised_at", duplicate.recognisedAt())
                            .build());
        }
    }

    private static Json.Obj segment(EventId id, Lineage.Processed segment) {
        JsonBuilder answer = new JsonBuilder()
                .text("state", segment.state())
                .text("discovered_at", segment.discoveredAt())
                .text("finished_at", Optional.ofNullable(segment.finishedAt()))
                .textUnlessEmpty("reason", segment.reason())
                .text("pipeline_version", Keys.pipelineVersion(id.segment(), segment.enrichedKey()));
        Lineage.@Nullable Execution execution = segment.execution();
        if (execution != null) {
            answer.member(
                    "execution",
                    new JsonBuilder()
                            .number("execution_id", execution.id())
                            .text("job", execution.job())
                            .text("status", execution.status())
                            .text("started_at", execution.startedAt())
                            .text("ended_at", Optional.ofNullable(execution.endedAt()))
                            .build());
        }
        return answer.build();
    }

    private static Json.Obj deadLetter(EventId id, KeptDeadLetter letter, Lineage lineage) {
        JsonBuilder answer = new JsonBuilder()
                .text("status", letter.status())
                .text("reason", letter.reason())
                .member("errors", new Json.Verbatim(letter.errors()))
                .number("schema_id", letter.schemaId())
                .number("attempts", letter.attempts())
                .text("first_seen_at", letter.firstSeenAt());
        if (!FOUND_BY_THE_LOAD.contains(letter.reason())) {
            answer.text("object_name", Keys.deadLetters(id.segment()));
        }
        return answer.member(
                        "history",
                        new Json.Arr(lineage.deeds().stream()
                                .<Json>map(LineageAnswer::deed)
                                .toList()))
                .build();
    }

    /** Without who asked for it, which is for those who may read dead letters. */
    private static Json.Obj deed(DeadLetterDeed deed) {
        JsonBuilder answer = new JsonBuilder()
                .number("action_id", deed.actionId())
                .text("action", deed.action())
                .text("at", deed.recordedAt())
                .text("outcome", deed.outcome());
        if (deed.runId() > 0) {
            answer.number("execution_id", deed.runId());
        }
        return answer.number("schema_id", deed.schemaId())
                .member("errors", new Json.Verbatim(deed.errors()))
                .textUnlessEmpty("enriched_object", deed.enrichedKey())
                .build();
    }
}
