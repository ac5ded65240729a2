package com.holded.pipeline.local.recount;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The events of one cell.
 *
 * @param first time of the earliest, epoch milliseconds
 * @param last time of the latest
 */
record Sums(long events, long amounts, BigDecimal amount, long first, long last) {

    static Sums of(long at, Optional<BigDecimal> amount) {
        return new Sums(1, amount.isPresent() ? 1 : 0, amount.orElse(BigDecimal.ZERO), at, at);
    }

    Sums plus(Sums other) {
        return new Sums(
                events + other.events,
                amounts + other.amounts,
                amount.add(other.amount),
                Math.min(first, other.first),
                Math.max(last, other.last));
    }

    /** What is not the same in what the database has, in words; empty = all is. */
    List<String> against(Sums kept) {
        List<String> differences = new ArrayList<>();
        compare("events", kept.events, events, differences);
        compare("amount_count", kept.amounts, amounts, differences);
        if (kept.amount.compareTo(amount) != 0) {
            differences.add("amount_sum is " + plain(kept.amount) + ", in the raw events " + plain(amount));
        }
        compare("first_event_at", kept.first, first, differences);
        compare("last_event_at", kept.last, last, differences);
        return differences;
    }

    private static void compare(String what, long kept, long counted, List<String> differences) {
        if (kept != counted) {
            differences.add(what + " is " + kept + ", in the raw events " + counted);
        }
    }

    private static String plain(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }
}
