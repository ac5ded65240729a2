package com.holded.pipeline.reports;

import com.holded.pipeline.event.BusinessContext;

/**
 * The colours of the business contexts. In the order of the contexts they alternate between blue and orange, which every
 * kind of colour vision tells apart, and grow lighter step by step, so that they stay apart in grey print.
 */
final class Palette {
    private Palette() {}

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
