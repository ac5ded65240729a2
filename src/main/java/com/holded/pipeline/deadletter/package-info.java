/**
 * Events that could not pass, with their reasons, and their way back: replay or discard, both on record. Before it comes
 * to that, what a proposed schema would make of events. Only administrators change anything.
 */
@NullMarked
package com.holded.pipeline.deadletter;

import org.jspecify.annotations.NullMarked;
