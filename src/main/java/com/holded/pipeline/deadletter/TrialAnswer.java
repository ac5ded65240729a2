package com.holded.pipeline.deadletter;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.ledger.ReplayOutcome.Kind;
import com.holded.pipeline.pipeline.ReplayTrial;
import com.holded.pipeline.pipeline.ReplayTrial.Remaining;
import com.holded.pipeline.schema.LiveContracts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The answer to a dry run: in figures, and in one line that a person reads. */
final class TrialAnswer {
    private static final int MOST_NAMED = 3;

    private final ReplayTrial trial;
    private final IntFunction<Map<String, Integer>> uses;

    /** @param uses subjects and versions that a schema is, by its id */
    TrialAnswer(ReplayTrial trial, IntFunction<Map<String, Integer>> uses) {
        this.trial = trial;
        this.uses = uses;
    }

    Json.Obj toJson() {
        int looked = trial.outcomes().size();
        return new JsonBuilder()
                .member("dry_run", new Json.Bool(true))
                .text("summary", summary())
                .number("matched", trial.matched())
                .number("looked_at", looked)
                .number("would_pass", trial.passing())
                .number("would_load", trial.count(Kind.LOADED))
                .number("would_be_duplicates", trial.count(Kind.DUPLICATE))
                .number("would_conflict", trial.count(Kind.CONFLICT))
                .number("would_fail", trial.count(Kind.FAILED))
                .member("schemas", Answers.array(trial.passingBySchema().entrySet(), this::schema))
                .member("remaining", Answers.array(trial.remaining(), TrialAnswer::remaining))
                .build();
    }

    /** For example: with events.raw-value version 2, 412 of 430 would pass, 18 still fail on /data/amount. */
    private String summary() {
        int looked = trial.outcomes().size();
        long staying = looked - trial.passing();
        String by = trial.passingBySchema().size() == 1
                ? "with " + name(trial.passingBySchema().keySet().iterator().next()) + ", "
                : "";
        String line = by + trial.passing() + " of " + looked + " would pass";
        if (staying > 0) {
            line += ", " + staying + " still fail on " + places();
        }
        return looked < trial.matched() ? line + "; " + trial.matched() + " match in all" : line;
    }

    private String places() {
        List<Remaining> remaining = trial.remaining();
        return remaining.stream()
                        .limit(MOST_NAMED)
                        .map(group -> group.pointer().isEmpty() ? group.reason().name() : group.pointer())
                        .distinct()
                        .collect(Collectors.joining(", "))
                + (remaining.size() > MOST_NAMED ? ", …" : "");
    }

    private String name(int schemaId) {
        Map<String, Integer> versions = versions(schemaId);
        if (versions.size() == 1) {
            Map.Entry<String, Integer> only = versions.entrySet().iterator().next();
            return only.getKey() + " version " + only.getValue();
        }
        return schemaId == 0 ? "the bundled contract" : "schema " + schemaId;
    }

    /** What the schema was to the events that were judged by it: others may use the same text. */
    private Map<String, Integer> versions(int schemaId) {
        Map<String, Integer> all = uses.apply(schemaId);
        Map<String, Integer> own = new TreeMap<>(all);
        own.keySet().retainAll(trial.subjects().getOrDefault(schemaId, Set.of()));
        Map<String, Integer> general = new TreeMap<>(all);
        general.keySet().retainAll(Set.of(LiveContracts.GENERAL_SUBJECT));
        return own.isEmpty() ? general : own;
    }

    private Json.Obj schema(Map.Entry<Integer, Long> passing) {
        JsonBuilder versions = new JsonBuilder();
        versions(passing.getKey()).forEach(versions::number);
        return new JsonBuilder()
                .number("schema_id", passing.getKey())
                .member("versions", versions.build())
                .number("events", passing.getValue())
                .build();
    }

    private static Json.Obj remaining(Remaining group) {
        return new JsonBuilder()
                .text("reason", group.reason())
                .text("pointer", group.pointer())
                .textUnlessEmpty("keyword", group.keyword())
                .text("message", group.message())
                .number("events", group.events())
                .member("examples", Answers.array(group.examples(), id -> new Json.Text(id.toString())))
                .build();
    }
}
