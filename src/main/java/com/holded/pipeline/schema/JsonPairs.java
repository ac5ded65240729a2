package com.holded.pipeline.schema;

import com.holded.pipeline.schema.JsonFindings.Outcome;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is known of pairs of subschemas, which are told apart by where they stand: two that read alike may refer to
 * different things. Not thread-safe.
 */
final class JsonPairs {
    private final IdentityHashMap<JsonNode, IdentityHashMap<JsonNode, Outcome>> rows = new IdentityHashMap<>();

    @Nullable
    Outcome find(JsonNode from, JsonNode to) {
        IdentityHashMap<JsonNode, Outcome> row = rows.get(from);
        return row == null ? null : row.get(to);
    }

    void put(JsonNode from, JsonNode to, Outcome outcome) {
        rows.computeIfAbsent(from, node -> new IdentityHashMap<>()).put(to, outcome);
    }

    void remove(JsonNode from, JsonNode to) {
        IdentityHashMap<JsonNode, Outcome> row = rows.get(from);
        if (row != null) {
            row.remove(to);
        }
    }

    void clear() {
        rows.clear();
    }

    /** Takes over the incompatible pairs of another; whether there was one that is not known here. */
    boolean learnRefuted(JsonPairs other) {
        boolean learnt = false;
        for (var row : other.rows.entrySet()) {
            for (var pair : row.getValue().entrySet()) {
                if (!pair.getValue().compatible() && find(row.getKey(), pair.getKey()) == null) {
                    put(row.getKey(), pair.getKey(), pair.getValue());
                    learnt = true;
                }
            }
        }
        return learnt;
    }
}
