package com.holded.pipeline.schema;

import com.holded.pipeline.event.Pointers;
import java.util.ArrayList;
import java.util.List;

/** The differences of one comparison as they are found. Not thread-safe. */
final class JsonFindings {
    /** More are counted, not kept: shared definitions would multiply them without end. */
    private static final int MOST_KEPT = 200;

    private final List<JsonDifference> differences = new ArrayList<>();
    private boolean compatible = true;

    JsonFindings add(JsonChange change) {
        return add(change, "");
    }

    JsonFindings add(JsonChange change, String path) {
        return add(new JsonDifference(change, path));
    }

    /** Takes over what was found for a part of the schema. */
    JsonFindings addAll(Outcome outcome, String path) {
        outcome.differences().forEach(difference -> add(difference.below(path)));
        compatible &= outcome.compatible();
        return this;
    }

    Outcome outcome() {
        return new Outcome(List.copyOf(differences), compatible);
    }

    static String below(String keyword, String name) {
        return Pointers.child("/" + keyword, name);
    }

    private JsonFindings add(JsonDifference difference) {
        boolean narrows = !difference.change().compatible();
        compatible &= !narrows;
        if (differences.size() < MOST_KEPT || (narrows && differences.size() < 2 * MOST_KEPT)) {
            differences.add(difference);
        }
        return this;
    }

    /**
     * What a comparison found.
     *
     * @param compatible whether everything that was valid still is
     */
    record Outcome(List<JsonDifference> differences, boolean compatible) {
        static final Outcome SAME = new Outcome(List.of(), true);

        static Outcome of(JsonChange change) {
            return new JsonFindings().add(change).outcome();
        }
    }
}
