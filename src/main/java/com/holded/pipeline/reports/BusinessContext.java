package com.holded.pipeline.reports;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The classes of events as reports show them: in this order and in these colours. The colours alternate between blue
 * and orange, which every kind of colour vision tells apart, and grow lighter step by step, so that they stay apart in
 * grey print.
 */
enum BusinessContext {
    FINANCIAL(0x16325C),
    INVOICING(0xA4431F),
    SUBSCRIPTION(0x2F7FB8),
    ACCOUNT_MANAGEMENT(0xE0902F),
    USER_MANAGEMENT(0x8EC5DE),
    OTHER(0xD8D4CA);

    private final int rgb;

    BusinessContext(int rgb) {
        this.rgb = rgb;
    }

    /** Name in the database and in the HTTP interface, for example {@code account_management}. */
    String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    Color color() {
        return new Color(rgb);
    }

    static Optional<BusinessContext> of(String code) {
        return Arrays.stream(values())
                .filter(context -> context.code().equals(code))
                .findFirst();
    }

    static List<String> codes() {
        return Arrays.stream(values()).map(BusinessContext::code).collect(Collectors.toUnmodifiableList());
    }
}
