/**
 * Events that could not pass, with their reasons.
 */
@NullMarked
package com.holded.pipeline.deadletter;

import org.jspecify.annotations.NullMarked;
