package com.holded.pipeline.local.generator;

import java.time.Instant;

/**
 * What the product has to make of a valid event.
 *
 * @param at when it happened, exactly as sent; milliseconds at most
 * @param messageId empty when the event has none and can thus never be recognised again
 */
record Truth(Company company, EventType type, Instant at, Charge charge, String messageId) {
    boolean identified() {
        return !messageId.isEmpty();
    }
}
