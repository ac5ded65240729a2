package com.holded.pipeline.local.recount;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What is counted of one accepted event.
 *
 * @param cell where it counts
 * @param at when it happened, epoch milliseconds
 * @param amount empty = it has none
 * @param messageId empty = it has none, and then it is like no other
 * @param content equal for two events when they say the same
 */
record Facts(Cell cell, long at, Optional<BigDecimal> amount, String messageId, Digest content) {}
