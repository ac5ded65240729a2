package com.holded.pipeline.local.generator;

/** One element of a package, and what has to become of it. */
sealed interface Element {
    /** Compact JSON, without line breaks. */
    String json();

    /** A message that was not sent before: has to be counted. */
    record Fresh(String json, Truth truth) implements Element {}

    /** A message that stands earlier in the same file, byte for byte: accepted, and not counted again. */
    record Redelivered(String json, Truth truth) implements Element {}

    /** An event with exactly one fault: has to be rejected for it. */
    record Faulty(String json, Fault fault) implements Element {}
}
