package com.holded.pipeline.schema;

import com.holded.pipeline.schema.JsonFindings.Outcome;
import java.util.IdentityHashMap;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Whether a JSON Schema accepts all that another one accepts, and where they differ. A schema is taken as a list of
 * {@link JsonClause clauses} that must all hold; each clause of the new schema must follow from a clause of the old one,
 * or from the old schema as a whole. What cannot be shown to follow counts as incompatible, so the error is on the safe
 * side, with two exceptions that are Confluent's: a new required property with a default, which the reader is to fill
 * in, and {@code oneOf}, whose branches are taken to exclude each other.
 *
 * <p>Schemas may refer to themselves. A pair that is met again while it is compared is taken to be compatible; since that
 * may prove wrong, the whole is repeated with the pairs that are known to be incompatible until no more are found.
 */
final class JsonComparison {
    /** Pairs of subschemas; a schema that a person wrote needs some thousands. */
    private static final int MOST_STEPS = 200_000;

    private static final int DEEPEST = 400;

    private final JsonDocuments before;
    private final JsonDocuments after;
    private final JsonPairs refuted = new JsonPairs();
    private final JsonPairs done = new JsonPairs();
    private final JsonPairs open = new JsonPairs();
    private final IdentityHashMap<JsonNode, List<JsonClause>> clauses = new IdentityHashMap<>();
    private int steps;
    private int depth;
    private boolean assumed;

    JsonComparison(JsonDocuments before, JsonDocuments after) {
        this.before = before;
        this.after = after;
    }

    /** What changed from the one to the other. */
    Outcome run() {
        while (true) {
            assumed = false;
            done.clear();
            Outcome outcome = compare(before.root(), after.root());
            if (!assumed || !refuted.learnRefuted(done) || steps > MOST_STEPS) {
                return outcome;
            }
        }
    }

    /** What changed from one subschema to another; paths are relative to them. */
    Outcome compare(JsonNode old, JsonNode now) {
        JsonNode from = resolve(old);
        JsonNode to = resolve(now);
        if (JsonClause.acceptsAll(to) || JsonClause.refusesAll(from)) {
            return Outcome.SAME;
        }
        if (JsonClause.refusesAll(to)) {
            return Outcome.of(JsonChange.TYPE_CHANGED);
        }
        Outcome known = done.find(from, to);
        if (known != null) {
            return known;
        }
        if (open.find(from, to) != null) {
            Outcome wrong = refuted.find(from, to);
            assumed |= wrong == null;
            return wrong == null ? Outcome.SAME : wrong;
        }
        if (++steps > MOST_STEPS || depth > DEEPEST) {
            return Outcome.of(JsonChange.TOO_COMPLEX);
        }
        open.put(from, to, Outcome.SAME);
        depth++;
        Outcome outcome = judge(from, to);
        depth--;
        open.remove(from, to);
        done.put(from, to, outcome);
        return outcome;
    }

    private Outcome judge(JsonNode from, JsonNode to) {
        List<JsonClause> had = clauses(from);
        List<JsonClause> has = clauses(to);
        JsonFindings found = new JsonFindings();
        JsonKeywords.annotations(from, to, found);
        if (had.size() == 1 && has.size() == 1) {
            JsonClause only = has.get(0);
            return found.addAll(follow(had.get(0), only), pathOf(had.get(0), only))
                    .outcome();
        }
        for (JsonClause clause : has) {
            implied(from, had, clause, found);
        }
        for (JsonClause clause : had) {
            if (has.stream().noneMatch(other -> other.key().equals(clause.key()))) {
                found.add(clause.whenRemoved(), clause.path());
            }
        }
        unevaluated(to, has, found);
        return found.outcome();
    }

    /** What the other clauses no longer name falls to "unevaluated", which may refuse it. */
    private static void unevaluated(JsonNode to, List<JsonClause> has, JsonFindings found) {
        boolean combined = has.size() > 1
                && found.outcome().differences().stream()
                        .anyMatch(difference -> difference.change().mayLeaveOut());
        if (combined && !JsonClause.acceptsAll(JsonClause.orTrue(to.path("unevaluatedProperties")))) {
            found.add(JsonChange.UNEVALUATED_PROPERTIES_NARROWED, "/unevaluatedProperties");
        }
        if (combined && !JsonClause.acceptsAll(JsonClause.orTrue(to.path("unevaluatedItems")))) {
            found.add(JsonChange.UNEVALUATED_ITEMS_NARROWED, "/unevaluatedItems");
        }
    }

    /** Whether one clause of the new schema follows from the old schema. */
    private void implied(JsonNode from, List<JsonClause> had, JsonClause clause, JsonFindings found) {
        JsonClause same = had.stream()
                .filter(other -> other.key().equals(clause.key()))
                .findFirst()
                .orElse(null);
        Outcome direct = same == null ? null : follow(same, clause);
        if (direct != null && direct.compatible()) {
            found.addAll(direct, clause.path());
            return;
        }
        for (JsonClause other : had) {
            boolean mayImply = other.kind() == JsonClause.Kind.CHOICE || !clause.isExclusive();
            if (mayImply
                    && !other.key().equals(clause.key())
                    && follow(other, clause).compatible()) {
                found.addAll(follow(other, clause), clause.path());
                return;
            }
        }
        boolean triedWhole = had.size() == 1 && !clause.isExclusive();
        Outcome whole = triedWhole || clause.kind() == JsonClause.Kind.BASE ? null : fromWhole(from, clause);
        if (whole != null && whole.compatible()) {
            found.addAll(whole, clause.path());
        } else if (direct != null) {
            found.addAll(direct, clause.path());
        } else if (had.isEmpty() && clause.kind() == JsonClause.Kind.BASE) {
            found.addAll(JsonKeywords.compare(this, JsonClause.NOTHING, clause.schema()), "");
        } else {
            found.add(clause.whenAdded(), clause.path());
        }
    }

    private Outcome fromWhole(JsonNode from, JsonClause clause) {
        return switch (clause.kind()) {
            case MEMBER -> compare(from, clause.schema());
            case CHOICE -> oneOfTheBranches(from, clause);
            case BASE, NOT, CONDITION, UNEVALUATED -> Outcome.of(clause.whenAdded());
        };
    }

    /** Whether one clause follows from another. */
    private Outcome follow(JsonClause old, JsonClause now) {
        if (old.kind() == JsonClause.Kind.UNEVALUATED && now.kind() != JsonClause.Kind.UNEVALUATED) {
            return Outcome.of(now.whenAdded());
        }
        if (old.kind() == JsonClause.Kind.MEMBER || now.kind() == JsonClause.Kind.MEMBER) {
            return compare(old.schema(), now.schema());
        }
        if (old.kind() == JsonClause.Kind.CHOICE) {
            return now.kind() == JsonClause.Kind.CHOICE ? JsonChoices.compare(this, old, now) : everyBranch(old, now);
        }
        if (now.kind() == JsonClause.Kind.CHOICE) {
            return oneOfTheBranches(old.schema(), now);
        }
        boolean wholeBase = old.kind() == JsonClause.Kind.BASE && now.kind() == JsonClause.Kind.UNEVALUATED;
        if (old.kind() != now.kind() && !wholeBase) {
            return Outcome.of(JsonChange.TYPE_CHANGED);
        }
        return switch (now.kind()) {
            case BASE, UNEVALUATED -> JsonKeywords.compare(this, old.schema(), now.schema());
            case NOT -> not(old.schema().path("not"), now.schema().path("not"));
            case CONDITION -> condition(old.schema(), now.schema());
            case MEMBER, CHOICE -> throw new IllegalStateException("compared above");
        };
    }

    private Outcome everyBranch(JsonClause old, JsonClause now) {
        for (JsonNode branch : old.branches()) {
            Outcome outcome = compare(branch, now.schema());
            if (!outcome.compatible()) {
                return old.branches().size() == 1 ? outcome : Outcome.of(JsonChange.TYPE_CHANGED);
            }
        }
        return Outcome.of(JsonChange.COMBINED_TYPE_EXTENDED);
    }

    /** Of {@code oneOf} only a single branch may accept what the old schema accepts: two are one too many. */
    private Outcome oneOfTheBranches(JsonNode old, JsonClause now) {
        JsonFindings found = new JsonFindings();
        int fitting = 0;
        Outcome last = Outcome.SAME;
        for (JsonNode branch : now.branches()) {
            last = compare(old, branch);
            if (last.compatible()) {
                fitting++;
                if (fitting == 1) {
                    found.addAll(last, "");
                }
            }
        }
        if (now.branches().size() == 1) {
            return last;
        }
        if (fitting == 0) {
            return Outcome.of(JsonChange.TYPE_CHANGED);
        }
        return found.add(
                        fitting > 1 && now.isExclusive()
                                ? JsonChange.COMBINED_TYPE_CHANGED
                                : JsonChange.SUM_TYPE_EXTENDED)
                .outcome();
    }

    private Outcome not(JsonNode excluded, JsonNode stillExcluded) {
        Outcome reversed = compare(stillExcluded, excluded);
        if (!reversed.compatible()) {
            return new JsonFindings().add(JsonChange.NOT_TYPE_EXTENDED, "/not").outcome();
        }
        return reversed.differences().isEmpty()
                ? Outcome.SAME
                : new JsonFindings().add(JsonChange.NOT_TYPE_NARROWED, "/not").outcome();
    }

    /** Only under the same condition can the consequences be compared. */
    private Outcome condition(JsonNode old, JsonNode now) {
        JsonNode before = old.path("if");
        JsonNode after = now.path("if");
        if (!compare(before, after).differences().isEmpty()
                || !compare(after, before).differences().isEmpty()) {
            return Outcome.of(JsonChange.CONDITION_CHANGED);
        }
        JsonFindings found = new JsonFindings();
        for (String branch : List.of("then", "else")) {
            found.addAll(
                    compare(JsonClause.orTrue(old.path(branch)), JsonClause.orTrue(now.path(branch))), "/" + branch);
        }
        return found.outcome();
    }

    private static String pathOf(JsonClause old, JsonClause now) {
        return old.kind() == JsonClause.Kind.MEMBER && now.kind() == JsonClause.Kind.MEMBER ? now.path() : "";
    }

    private List<JsonClause> clauses(JsonNode schema) {
        return clauses.computeIfAbsent(
                schema, key -> JsonClause.of(key, this::target, owner(key).checksFormats(key)));
    }

    private JsonNode resolve(JsonNode schema) {
        return after.resolve(before.resolve(schema));
    }

    private JsonDocuments owner(JsonNode schema) {
        return before.knows(schema) ? before : after;
    }

    private JsonNode target(JsonNode schema) {
        return owner(schema).target(schema);
    }
}
