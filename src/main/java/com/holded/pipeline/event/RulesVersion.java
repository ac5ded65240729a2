package com.holded.pipeline.event;

import java.nio.charset.StandardCharsets;

/** The name of all rules by which events are scored and classified. */
public final class RulesVersion {
    /** 48 bits: of the few sets of rules that there will ever be, no two share a name. */
    private static final int HEX_DIGITS = 12;

    private RulesVersion() {}

    /**
     * For example {@code r1-3f9a21c0d2e4}: the version that the file of context rules states, and a digest of everything
     * that these rules say. So rules and weights that differ have names that differ, whether or not somebody thought of
     * the version, and the same ones have the same name on every machine.
     */
    public static String of(ContextRules contexts, QualityRules quality) {
        byte[] rules = (contexts.definition() + "\n" + quality.definition()).getBytes(StandardCharsets.UTF_8);
        return "r" + contexts.version() + "-" + Sha256.hex(Sha256.of(rules)).substring(0, HEX_DIGITS);
    }
}
