package com.holded.pipeline.reports;

import com.holded.pipeline.event.BusinessContext;
import java.util.List;

/**
 * The colours of the business contexts. In the order of the contexts they alternate between blue and orange, which every
 * kind of colour vision tells apart, and grow lighter step by step, so that they stay apart in grey print.
 */
final class Palette {
    /** What a chart is about. */
    static final int ACCENT = 0x16325C;

    /** What it is compared with. */
    static final int COMPARED = 0x7B8794;

    /** For parts that are no contexts: the same colours, in the same order. */
    private static final List<Integer> PARTS = List.of(0x16325C, 0xA4431F, 0x2F7FB8, 0xE0902F, 0x8EC5DE, 0xD8D4CA);

    private Palette() {}

    /** The colour of a part by its place, as 0xRRGGBB; there are six. */
    static int rgb(int place) {
        return PARTS.get(place);
    }

    /** The colour of a context as 0xRRGGBB. */
    static int rgb(BusinessContext context) {
        return switch (context) {
            case FINANCIAL -> 0x16325C;
            case INVOICING -> 0xA4431F;
            case SUBSCRIPTION -> 0x2F7FB8;
            case ACCOUNT_MANAGEMENT -> 0xE0902F;
            case USER_MANAGEMENT -> 0x8EC5DE;
            case OTHER -> 0xD8D4CA;
        };
    }
}
