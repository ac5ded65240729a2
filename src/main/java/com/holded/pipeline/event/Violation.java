package com.holded.pipeline.event;

/**
 * One thing that is wrong with an event.
 *
 * @param reason the class of the error
 * @param pointer where, as an RFC 6901 JSON pointer into the event as it was sent; empty = the whole event
 * @param message what is wrong and what is expected, for a person
 */
public record Violation(Reason reason, String pointer, String message) {}
