/**
 * The Beam pipeline: named transforms from raw segment to loaded segment. Runner-neutral and free of Jakarta, so
 * that it starts as a plain JVM too.
 */
@NullMarked
package com.holded.pipeline.pipeline;

import org.jspecify.annotations.NullMarked;
