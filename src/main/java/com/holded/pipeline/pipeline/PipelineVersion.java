package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.ContextRules;
import com.holded.pipeline.event.QualityRules;
import java.util.Locale;

/** What makes two runs over the same segment give the same enriched bytes: the code, the rules and the weights. */
final class PipelineVersion {
    /** Raised with every change of code that changes what is made of an event. */
    private static final int CODE = 1;

    private PipelineVersion() {}

    /** For example {@code p1-r1-3f9a21c0}: code, version of the context rules, hash of the quality weights. */
    static String of(ContextRules contexts, QualityRules quality) {
        return String.format(
                Locale.ROOT,
                "p%d-r%s-%08x",
                CODE,
                contexts.version(),
                quality.weights().hashCode());
    }
}
