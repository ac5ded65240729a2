package com.holded.pipeline.local.generator;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount as an event carries it.
 *
 * @param literal the digits as they are written in the event; empty in {@link #NONE}
 * @param asText whether the event writes them as JSON text in place of a number
 * @param currency ISO 4217 code
 * @param currencySent whether the event names its currency; unnamed means EUR
 */
record Charge(String literal, boolean asText, String currency, boolean currencySent) {
    /** The event carries no amount. */
    static final Charge NONE = new Charge("", false, "EUR", false);

    private static final double TEXT_SHARE = 0.15;
    private static final double FOREIGN_SHARE = 0.02;
    private static final double EURO_NAMED_SHARE = 0.1;
    /** Unit prices times fractional quantities: producers do send more than two decimals. */
    private static final double FINE_SHARE = 0.01;

    static Charge draw(Dice dice, double size, boolean negative) {
        int decimals = dice.chance(FINE_SHARE) ? 5 : 2;
        BigDecimal amount = BigDecimal.valueOf(size).setScale(decimals, RoundingMode.HALF_UP);
        BigDecimal least = BigDecimal.ONE.movePointLeft(2);
        BigDecimal signed = negative ? amount.max(least).negate() : amount.max(least);
        boolean asText = dice.chance(TEXT_SHARE);
        String literal = asText ? signed.toPlainString() : shortest(signed);
        if (dice.chance(FOREIGN_SHARE)) {
            return new Charge(literal, asText, dice.chance(0.6) ? "USD" : "GBP", true);
        }
        return new Charge(literal, asText, "EUR", dice.chance(EURO_NAMED_SHARE));
    }

    /** As most JSON writers print a decimal: no trailing zeros, but one digit after the point: 605.0, -19.9. */
    private static String shortest(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return (stripped.scale() < 1 ? stripped.setScale(1) : stripped).toPlainString();
    }

    boolean present() {
        return !literal.isEmpty();
    }

    /** The exact amount; zero in {@link #NONE}. */
    BigDecimal amount() {
        return present() ? new BigDecimal(literal) : BigDecimal.ZERO;
    }
}
