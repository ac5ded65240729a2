package com.holded.pipeline.local.recount;

import java.util.ArrayList;
import java.util.List;

/** A comparison under way. */
final class Findings {
    /** Differences that are told in words; the rest are only counted. */
    static final int EXAMPLES = 20;

    private final String what;
    private final List<String> examples = new ArrayList<>();
    private long compared;
    private long differing;

    Findings(String what) {
        this.what = what;
    }

    /** One more was compared, with these differences between the two; none = they are the same. */
    void compared(String one, List<String> differences) {
        compared++;
        if (!differences.isEmpty() && ++differing <= EXAMPLES) {
            examples.add(one + ": " + String.join("; ", differences));
        }
    }

    /** The same for two numbers. */
    void compared(String one, long kept, long counted) {
        compared(one, kept == counted ? List.of() : List.of("is " + kept + ", in the raw events " + counted));
    }

    Comparison result() {
        return new Comparison(what, compared, differing, examples);
    }
}
