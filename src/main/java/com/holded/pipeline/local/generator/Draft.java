package com.holded.pipeline.local.generator;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parts of an event before it takes a form. A part that is not there is left out of the form as well, so a fault
 * is the removal or replacement of one part.
 *
 * @param parts any of {@link #TYPE}, {@link #SUBSCRIPTION}, {@link #CONTEXT} ({@code accountId, userId,
 *     requestPlatform?}), {@link #TIMESTAMP}, {@link #MESSAGE_ID}, {@link #AMPLITUDE} ({@code id?, trackedDevice?})
 *     and {@link #DATA}
 */
record Draft(ObjectNode parts) {
    static final String TYPE = "type";
    static final String SUBSCRIPTION = "targetSubscription";
    static final String CONTEXT = "context";
    static final String TIMESTAMP = "timestamp";
    static final String MESSAGE_ID = "messageId";
    static final String AMPLITUDE = "amplitude";
    static final String DATA = "data";

    static Draft empty() {
        return new Draft(JsonNodeFactory.instance.objectNode());
    }

    ObjectNode context() {
        return parts.withObjectProperty(CONTEXT);
    }

    ObjectNode data() {
        return parts.withObjectProperty(DATA);
    }

    ObjectNode amplitude() {
        return parts.withObjectProperty(AMPLITUDE);
    }
}
