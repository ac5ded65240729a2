/**
 * What operators look at: health, metrics, and the start of the service.
 */
@NullMarked
package com.holded.pipeline.ops;

import org.jspecify.annotations.NullMarked;
