package com.holded.pipeline.faults;

import static com.holded.pipeline.faults.Breach.Invariant.I3;

import com.holded.pipeline.ledger.Recount;
import com.holded.pipeline.local.recount.RawObjects;
import com.holded.pipeline.local.recount.RawRecount;
import com.holded.pipeline.testing.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The analytics against three recounts: of the rows by this class, of the rows and of the raw bytes by the product's. */
final class AnalyticsCheck {
    private static final String COUNTED =
            """
            SELECT business_day, company_id, event_type, business_context, currency, count(*) AS events,
                   sum(data_quality_score) AS quality, count(amount) AS amounts, coalesce(sum(amount), 0) AS amount,
                   max("timestamp") AS last
            FROM business_events GROUP BY 1, 2, 3, 4, 5""";
    private static final String KEPT =
            """
            SELECT business_day, company_id, event_type, business_context, currency, events,
                   quality_sum AS quality, amount_count AS amounts, amount_sum AS amount,
                   (extract(epoch FROM last_event_at) * 1000)::bigint AS last
            FROM daily_rollup""";

    private AnalyticsCheck() {}

    static void check(Bed bed, SortedMap<String, byte[]> raw, List<Breach> breaches) {
        rows(bed.sql(), breaches);
        try (Connection connection = bed.connect()) {
            Recount.holdOneMoment(connection);
            RawRecount.of(objects(raw), connection).comparisons().forEach(comparison -> comparison
                    .examples()
                    .forEach(example ->
                            breaches.add(new Breach(I3, "raw bytes: " + comparison.what() + ": " + example))));
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Holds at every moment, not only at rest. */
    static void rows(Sql sql, List<Breach> breaches) {
        sql.rows("(" + COUNTED + " EXCEPT " + KEPT + ") UNION ALL (" + KEPT + " EXCEPT " + COUNTED + ")")
                .forEach(row -> breaches.add(new Breach(I3, "counted and kept differ: " + row)));
        sql.recount().forEach(difference -> breaches.add(new Breach(I3, difference)));
    }

    private static RawObjects objects(SortedMap<String, byte[]> raw) {
        return new RawObjects() {
            @Override
            public List<String> keys() {
                return List.copyOf(raw.keySet());
            }

            @Override
            public Optional<byte[]> read(String key) {
                return Optional.ofNullable(raw.get(key));
            }
        };
    }
}
