/**
 * The vocabulary of the product: what an event is, how it is normalised, judged and classified. Plain JDK, so
 * that it can be read, tested and reused without any server. Every room may use it; it uses none.
 */
@NullMarked
package com.holded.pipeline.event;

import org.jspecify.annotations.NullMarked;
