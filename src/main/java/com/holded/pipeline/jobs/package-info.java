/**
 * Jakarta Batch around the pipeline: job artifacts, schedule, and the REST interface to start, watch and stop
 * runs.
 */
@NullMarked
package com.holded.pipeline.jobs;

import org.jspecify.annotations.NullMarked;
