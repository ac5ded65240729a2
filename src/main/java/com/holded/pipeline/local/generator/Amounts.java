package com.holded.pipeline.local.generator;

import java.math.BigDecimal;

/**
 * Amounts of one currency, counted and summed exactly.
 *
 * @param count events with an amount, refunds included
 * @param sum of all amounts, refunds included
 * @param refundCount events with a negative amount
 * @param refundSum of the negative amounts; zero or less
 */
public record Amounts(long count, BigDecimal sum, long refundCount, BigDecimal refundSum) {
    public static final Amounts NONE = new Amounts(0, BigDecimal.ZERO, 0, BigDecimal.ZERO);

    /** Equal amounts have equal digits: no trailing zeros, no exponent. */
    public Amounts {
        sum = canonical(sum);
        refundSum = canonical(refundSum);
    }

    Amounts plus(BigDecimal amount) {
        return amount.signum() < 0
                ? new Amounts(count + 1, sum.add(amount), refundCount + 1, refundSum.add(amount))
                : new Amounts(count + 1, sum.add(amount), refundCount, refundSum);
    }

    private static BigDecimal canonical(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
