package com.holded.pipeline.ledger;

import com.holded.pipeline.event.BusinessDay;
import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.EnrichedEvent;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What events add to {@code daily_rollup}. All of it is counts, exact sums, least and greatest values, so that what is
 * added in parts, in whatever order, is what a recount finds.
 *
 * @param sums by key, in the order in which every load locks the rows
 */
record Rollup(SortedMap<Key, Sums> sums) {

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

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** Times are epoch milliseconds. */
    record Sums(
            long events,
            BigDecimal quality,
            long amounts,
            BigDecimal amount,
            long refunds,
            BigDecimal refund,
            Optional<BigDecimal> least,
            Optional<BigDecimal> greatest,
            long first,
            long last) {
        static Sums of(EnrichedEvent enriched) {
            Optional<BigDecimal> amount = enriched.event().amount();
            Optional<BigDecimal> refund = amount.filter(a -> a.signum() < 0);
            long at = enriched.event().occurredAt().toEpochMilli();
            return new Sums(
                    1,
                    enriched.quality().value(),
                    amount.isPresent() ? 1 : 0,
                    amount.orElse(BigDecimal.ZERO),
                    refund.isPresent() ? 1 : 0,
                    refund.orElse(BigDecimal.ZERO),
                    amount,
                    amount,
                    at,
                    at);
        }

        Sums plus(Sums other) {
            return new Sums(
                    events + other.events,
                    quality.add(other.quality),
                    amounts + other.amounts,
                    amount.add(other.amount),
                    refunds + other.refunds,
                    refund.add(other.refund),
                    either(least, other.least, BigDecimal::min),
                    either(greatest, other.greatest, BigDecimal::max),
                    Math.min(first, other.first),
                    Math.max(last, other.last));
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

    /** Adds it to what is there. */
    void add(Connection connection) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                """
                INSERT INTO daily_rollup AS r (business_day, company_id, event_type, business_context, currency, events,
                    quality_sum, amount_count, amount_sum, refund_count, refund_sum, amount_min, amount_max,
                    first_event_at, last_event_at)
                SELECT * FROM unnest(?::date[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::numeric[],
                    ?::bigint[], ?::numeric[], ?::bigint[], ?::numeric[], ?::numeric[], ?::numeric[], ?::timestamptz[],
                    ?::timestamptz[])
                ON CONFLICT (business_day, company_id, event_type, business_context, currency)
                DO UPDATE SET events = r.events + excluded.events,
                    quality_sum = r.quality_sum + excluded.quality_sum,
                    amount_count = r.amount_count + excluded.amount_count,
                    amount_sum = r.amount_sum + excluded.amount_sum,
                    refund_count = r.refund_count + excluded.refund_count,
                    refund_sum = r.refund_sum + excluded.refund_sum,
                    amount_min = least(r.amount_min, excluded.amount_min),
                    amount_max = greatest(r.amount_max, excluded.amount_max),
                    first_event_at = least(r.first_event_at, excluded.first_event_at),
                    last_event_at = greatest(r.last_event_at, excluded.last_event_at)""")) {
            set(upsert, 1, "date", row -> row.getKey().day());
            set(upsert, 2, "text", row -> row.getKey().company());
            set(upsert, 3, "text", row -> row.getKey().type());
            set(upsert, 4, "text", row -> row.getKey().context());
            set(upsert, 5, "text", row -> row.getKey().currency());
            set(upsert, 6, "bigint", row -> row.getValue().events());
            set(upsert, 7, "numeric", row -> row.getValue().quality());
            set(upsert, 8, "bigint", row -> row.getValue().amounts());
            set(upsert, 9, "numeric", row -> row.getValue().amount());
            set(upsert, 10, "bigint", row -> row.getValue().refunds());
            set(upsert, 11, "numeric", row -> row.getValue().refund());
            set(upsert, 12, "numeric", row -> row.getValue().least().orElse(null));
            set(upsert, 13, "numeric", row -> row.getValue().greatest().orElse(null));
            set(upsert, 14, "timestamptz", row -> new Timestamp(row.getValue().first()));
            set(upsert, 15, "timestamptz", row -> new Timestamp(row.getValue().last()));
            upsert.executeUpdate();
        }
    }

    private void set(
            PreparedStatement upsert,
            int parameter,
            String type,
            Function<Map.Entry<Key, Sums>, @Nullable Object> value)
            throws SQLException {
        Object[] column = sums.entrySet().stream().map(value).toArray();
        upsert.setArray(parameter, upsert.getConnection().createArrayOf(type, column));
    }
}
