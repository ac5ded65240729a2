package com.holded.pipeline.ledger;

/** The coarser rollups as sums of the daily one, for whoever fills that past the loads, as benchmarks and tests do. */
public final class CoarseRollups {
    /** Statements that fill {@code monthly_rollup} and {@code daily_totals}, which are empty, from {@code daily_rollup}. */
    public static final String FILL =
            """
            INSERT INTO monthly_rollup
            SELECT date_trunc('month', business_day::timestamp)::date, company_id, event_type, business_context, currency,
                   sum(events), sum(quality_sum), sum(amount_count), sum(amount_sum), sum(refund_count), sum(refund_sum),
                   min(amount_min), max(amount_max), min(first_event_at), max(last_event_at), sum(completeness_lost),
                   sum(timeliness_lost), sum(plausibility_lost), sum(identity_lost),
                   bit_or(1 << (31 - extract(day FROM business_day)::integer))
            FROM daily_rollup GROUP BY 1, 2, 3, 4, 5;
            INSERT INTO daily_totals
            SELECT business_day, event_type, business_context, sum(events), sum(quality_sum)
            FROM daily_rollup GROUP BY 1, 2, 3""";

    private CoarseRollups() {}
}
