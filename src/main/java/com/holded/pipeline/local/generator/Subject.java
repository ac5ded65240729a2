package com.holded.pipeline.local.generator;

/** What an event is about; sets its share of all events, how its data are named, and which amounts it carries. */
enum Subject {
    WALLET_TRANSACTION(55, "wtx", 85, 1.0, 1.0, 0.08),
    INVOICING(20, "inv", 420, 0.9, 0.7, 0),
    ACCOUNT_OR_USER(10, "acc", 1, 0, 0, 0),
    SUBSCRIPTION(5, "sub", 29, 0.4, 0.8, 0),
    OTHER(10, "doc", 150, 0.8, 0.5, 0);

    private final double share;
    private final String idPrefix;
    private final double medianAmount;
    private final double spread;
    private final double amountShare;
    private final double negativeShare;

    Subject(
            double share,
            String idPrefix,
            double medianAmount,
            double spread,
            double amountShare,
            double negativeShare) {
        this.share = share;
        this.idPrefix = idPrefix;
        this.medianAmount = medianAmount;
        this.spread = spread;
        this.amountShare = amountShare;
        this.negativeShare = negativeShare;
    }

    /** Percent of all valid events. */
    double share() {
        return share;
    }

    /** What the id in an event's data begins with. */
    String idPrefix() {
        return idPrefix;
    }

    /** The amount of one event, {@link Charge#NONE} for those that carry none. */
    Charge charge(Dice dice) {
        return dice.chance(amountShare)
                ? Charge.draw(dice, dice.logNormal(medianAmount, spread), dice.chance(negativeShare))
                : Charge.NONE;
    }
}
