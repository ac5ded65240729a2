package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.ContextRules;
import com.holded.pipeline.event.QualityRules;
import com.holded.pipeline.event.RulesVersion;

/**
 * What makes two runs over the same segment give the same enriched bytes: the code and the rules.
 *
 * @param rules version of the rules, for example {@code r1-3f9a21c0d2e4}
 */
record PipelineVersion(String rules) {
    /** Raised with every change of code that changes what is made of an event. */
    private static final int CODE = 2;

    static PipelineVersion of(ContextRules contexts, QualityRules quality) {
        return new PipelineVersion(RulesVersion.of(contexts, quality));
    }

    /** For example {@code p2-r1-3f9a21c0d2e4}. */
    @Override
    public String toString() {
        return "p" + CODE + "-" + rules;
    }
}
