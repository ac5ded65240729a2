/**
 * The way in: POST /collect, group commit into segments, and the read-back of events. Needs object storage and
 * nothing else.
 */
@NullMarked
package com.holded.pipeline.collect;

import org.jspecify.annotations.NullMarked;
