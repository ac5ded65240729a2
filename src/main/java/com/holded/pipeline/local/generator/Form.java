package com.holded.pipeline.local.generator;

/** The shapes in which producers send an event; see docs/events.md. */
enum Form {
    /** Data and attributes, stamps as values. */
    A(50),
    /** Data and headers, stamps as objects. */
    B(32),
    /** A queue message: the whole aggregate, stamps as JSON text of an array. */
    C(14),
    /** Names and values side by side. */
    FLAT(4);

    private final double weight;

    Form(double weight) {
        this.weight = weight;
    }

    /** Percent of the events whose type can be sent in any form. */
    double weight() {
        return weight;
    }
}
