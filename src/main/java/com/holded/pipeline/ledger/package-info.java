/**
 * PostgreSQL's memory of the data: segments, runs, and the exactly-once load. The commit of a load is the only
 * moment at which an event starts to count.
 */
@NullMarked
package com.holded.pipeline.ledger;

import org.jspecify.annotations.NullMarked;
