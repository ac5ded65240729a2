package com.holded.pipeline.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The part of the business that an event type belongs to. */
public enum BusinessContext {
    FINANCIAL,
    ACCOUNT_MANAGEMENT,
    USER_MANAGEMENT,
    INVOICING,
    SUBSCRIPTION,
    OTHER;

    /** The name in data, for example {@code account_management}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The context of this label; empty when there is none. */
    public static Optional<BusinessContext> of(String label) {
        return Arrays.stream(values())
                .filter(context -> context.label().equals(label))
                .findFirst();
    }
}
