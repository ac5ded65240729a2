package com.holded.pipeline.ledger;

import com.holded.pipeline.event.BusinessDay;
import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.QualityIssue;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * What events add to {@code daily_rollup}, {@code monthly_rollup} and {@code daily_totals}. All of it is counts, exact
 * sums, least and greatest values and days that are set, so that what is added in parts, in whatever order, is what a
 * recount finds.
 *
 * @param sums by key, in the order in which every load locks the rows
 */
record Rollup(SortedMap<Key, Sums> sums) {
    private static final int LONGEST_MONTH = 31;

    record Key(LocalDate day, String company, String type, String context, String currency) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::day)
                .thenComparing(Key::company)
                .thenComparing(Key::type)
                .thenComparing(Key::context)
                .thenComparing(Key::currency);

        static Key of(EnrichedEvent enriched) {
            BusinessEvent event = enriched.event();
            return new Key(
                    BusinessDay.of(event.occurredAt()),
                    event.companyId(),
                    event.eventType(),
                    enriched.context().label(),
                    event.currency());
        }

        Key ofMonth() {
            return new Key(day.withDayOfMonth(1), company, type, context, currency);
        }

        /** Of all companies and currencies, which are empty here. */
        Key ofAll() {
            return new Key(day, "", type, context, "");
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** What events lost of each dimension of quality, in per cent. */
    record Losses(long completeness, long timeliness, long plausibility, long identity) {
        static Losses of(List<QualityIssue> issues) {
            long completeness = 0;
            long timeliness = 0;
            long plausibility = 0;
            long identity = 0;
            for (QualityIssue issue : issues) {
                switch (issue.dimension()) {
                    case COMPLETENESS -> completeness += issue.lossPercent();
                    case TIMELINESS -> timeliness += issue.lossPercent();
                    case PLAUSIBILITY -> plausibility += issue.lossPercent();
                    case IDENTITY -> identity += issue.lossPercent();
                }
            }
            return new Losses(completeness, timeliness, plausibility, identity);
        }

        Losses plus(Losses other) {
            return new Losses(
                    completeness + other.completeness,
                    timeliness + other.timeliness,
                    plausibility + other.plausibility,
                    identity + other.identity);
        }
    }

    /**
     * Times are epoch milliseconds.
     *
     * @param days those of its month that it has events on: a bit for each, of 31 that for the first is the greatest
     */
    record Sums(
            long events,
            BigDecimal quality,
            Losses losses,
            long amounts,
            BigDecimal amount,
            long refunds,
            BigDecimal refund,
            Optional<BigDecimal> least,
            Optional<BigDecimal> greatest,
            long first,
            long last,
            int days) {
        static Sums of(EnrichedEvent enriched) {
            Optional<BigDecimal> amount = enriched.event().amount();
            Optional<BigDecimal> refund = amount.filter(a -> a.signum() < 0);
            Instant at = enriched.event().occurredAt();
            return new Sums(
                    1,
                    enriched.quality().value(),
                    Losses.of(enriched.quality().issues()),
                    amount.isPresent() ? 1 : 0,
                    amount.orElse(BigDecimal.ZERO),
                    refund.isPresent() ? 1 : 0,
                    refund.orElse(BigDecimal.ZERO),
                    amount,
                    amount,
                    at.toEpochMilli(),
                    at.toEpochMilli(),
                    1 << (LONGEST_MONTH - BusinessDay.of(at).getDayOfMonth()));
        }

        Sums plus(Sums other) {
            return new Sums(
                    events + other.events,
                    quality.add(other.quality),
                    losses.plus(other.losses),
                    amounts + other.amounts,
                    amount.add(other.amount),
                    refunds + other.refunds,
                    refund.add(other.refund),
                    either(least, other.least, BigDecimal::min),
                    either(greatest, other.greatest, BigDecimal::max),
                    Math.min(first, other.first),
                    Math.max(last, other.last),
                    days | other.days);
        }

        private static Optional<BigDecimal> either(
                Optional<BigDecimal> one, Optional<BigDecimal> other, BinaryOperator<BigDecimal> choice) {
            return one.flatMap(a -> other.map(b -> choice.apply(a, b)))
                    .or(() -> one)
                    .or(() -> other);
        }
    }

    static Rollup of(List<EnrichedEvent> events) {
        Map<Key, Sums> sums = new HashMap<>();
        events.forEach(event -> sums.merge(Key.of(event), Sums.of(event), Sums::plus));
        return new Rollup(new TreeMap<>(sums));
    }

    /** The same by coarser keys. */
    private SortedMap<Key, Sums> by(UnaryOperator<Key> coarser) {
        SortedMap<Key, Sums> folded = new TreeMap<>();
        sums.forEach((key, added) -> folded.merge(coarser.apply(key), added, Sums::plus));
        return folded;
    }

    /** Adds it to what is there. */
    void add(Connection connection) throws SQLException {
        RollupTable.DAILY.add(connection, sums);
        RollupTable.MONTHLY.add(connection, by(Key::ofMonth));
        RollupTable.TOTALS.add(connection, by(Key::ofAll));
    }
}
