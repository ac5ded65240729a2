/**
 * A second, deliberately simple program that counts the events from the raw objects, by the rules as docs/events.md
 * writes them. It shares no code with the pipeline, so that a mistake there is not made here again; a test holds that.
 * Slow and plain on purpose: do not make it clever, and do not let it borrow.
 */
@NullMarked
package com.holded.pipeline.local.recount;

import org.jspecify.annotations.NullMarked;
