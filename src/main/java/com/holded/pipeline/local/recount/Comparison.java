package com.holded.pipeline.local.recount;

import java.util.List;

/**
 * What came of comparing one thing.
 *
 * @param what was compared
 * @param compared how many of it
 * @param differing those that are not the same
 * @param examples of those, in words; at most {@value Findings#EXAMPLES}
 */
public record Comparison(String what, long compared, long differing, List<String> examples) {
    public Comparison {
        examples = List.copyOf(examples);
    }
}
