package com.holded.pipeline.schema;

import com.holded.pipeline.schema.JsonFindings.Outcome;
import tools.jackson.databind.JsonNode;

/** Compares {@code anyOf} and {@code oneOf} of two versions: each branch that there was must go on in one that there is. */
final class JsonChoices {
    private JsonChoices() {}

    static Outcome compare(JsonComparison comparison, JsonClause old, JsonClause now) {
        JsonNode had = old.branches();
        JsonNode has = now.branches();
        boolean sameKind = old.key().equals(now.key());
        if (!sameKind && now.isExclusive() && had.size() > 1) {
            // What two branches of anyOf accept, oneOf refuses.
            return Outcome.of(JsonChange.COMBINED_TYPE_CHANGED);
        }
        JsonFindings found = new JsonFindings();
        for (int i = 0; i < had.size(); i++) {
            Outcome branch = goesOn(comparison, had.get(i), has, i);
            if (!branch.compatible()) {
                return had.size() == 1 && has.size() == 1
                        ? branch
                        : Outcome.of(
                                has.size() < had.size()
                                        ? JsonChange.SUM_TYPE_NARROWED
                                        : JsonChange.COMBINED_TYPE_SUBSCHEMAS_CHANGED);
            }
            found.addAll(branch, "/" + old.key() + "/" + i);
        }
        if (!sameKind || has.size() < had.size()) {
            found.add(JsonChange.COMBINED_TYPE_EXTENDED);
        }
        if (has.size() > had.size()) {
            found.add(JsonChange.SUM_TYPE_EXTENDED);
        }
        return found.outcome();
    }

    /** Looks in the same place first, since most branches stay where they are. */
    private static Outcome goesOn(JsonComparison comparison, JsonNode branch, JsonNode has, int place) {
        Outcome here = place < has.size()
                ? comparison.compare(branch, has.get(place))
                : Outcome.of(JsonChange.COMBINED_TYPE_SUBSCHEMAS_CHANGED);
        if (here.compatible()) {
            return here;
        }
        for (JsonNode other : has) {
            Outcome elsewhere = comparison.compare(branch, other);
            if (elsewhere.compatible()) {
                return elsewhere;
            }
        }
        return here;
    }
}
