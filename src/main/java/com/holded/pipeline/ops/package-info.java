/**
 * What operators look at: health, metrics, where events are and whether any is missing; and the start of the
 * service.
 */
@NullMarked
package com.holded.pipeline.ops;

import org.jspecify.annotations.NullMarked;
