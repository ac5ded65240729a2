/**
 * How much a caller may do in a time: rate limits per API key. Off unless configured.
 */
@NullMarked
package com.holded.pipeline.limits;

import org.jspecify.annotations.NullMarked;
