package com.holded.pipeline.event;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The part of the business that an event type belongs to, in the order in which people are shown them. */
public enum BusinessContext {
    FINANCIAL,
    INVOICING,
    SUBSCRIPTION,
    ACCOUNT_MANAGEMENT,
    USER_MANAGEMENT,
    OTHER;

    /** The name in data, for example {@code account_management}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All labels, in order. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(BusinessContext::label).toList();
    }

    /** The context of this label; empty when there is none. */
    public static Optional<BusinessContext> of(String label) {
        return Arrays.stream(values())
                .filter(context -> context.label().equals(label))
                .findFirst();
    }
}
