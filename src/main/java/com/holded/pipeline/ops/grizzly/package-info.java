/**
 * The HTTP server below the servlets: what a caller can do to it before a servlet sees a request. The only place that
 * knows the server's own classes.
 */
@NullMarked
package com.holded.pipeline.ops.grizzly;

import org.jspecify.annotations.NullMarked;
