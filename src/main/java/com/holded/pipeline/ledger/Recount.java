package com.holded.pipeline.ledger;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.QualityDimension;
import com.holded.pipeline.event.QualityIssue;
import com.holded.pipeline.platform.JsonText;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows of {@code business_events} afresh and compares with everything that is kept of them. Nothing of the
 * sums that loads maintain is used: days come from the timestamps, averages from the single scores. Exact, both ways: what
 * is kept without rows differs as what has rows and is not kept does.
 */
public final class Recount {
    /** Differences that are told in words; the rest are only counted. */
    private static final int EXAMPLES = 20;

    private static final int ROWS_AT_A_TIME = 1_000;
    private static final JsonText.Limits LIMITS = JsonText.Limits.widest();

    /** The rows as each query sees them; the day is that of the timestamp, whatever the row says. */
    private static final String ROWS =
            """
            rows AS NOT MATERIALIZED (
                SELECT company_id, event_type, business_context, currency, amount, data_quality_score AS quality,
                       "timestamp" AS at, business_day, metadata -> 'qualityIssues' AS issues,
                       (to_timestamp("timestamp" / 1000.0) AT TIME ZONE 'Europe/Madrid')::date AS day
                FROM business_events)""";

    private static final List<Comparison> COMPARISONS = List.of(
            new Comparison(
                    "business_events",
                    List.of("day_of_timestamp", "business_day"),
                    """
                    SELECT day AS day_of_timestamp, business_day, count(*) AS events FROM rows GROUP BY 1, 2""",
                    """
                    SELECT day AS day_of_timestamp, day AS business_day, count(*) AS events FROM rows GROUP BY 1, 2"""),
            rollup("daily_rollup", "business_day", "day", "", ""),
            rollup(
                    "monthly_rollup",
                    "month",
                    "date_trunc('month', day::timestamp)::date",
                    ", days",
                    ", bit_or(1 << (31 - extract(day FROM day)::integer)) AS days"),
            new Comparison(
                    "daily_totals",
                    List.of("business_day", "event_type", "business_context"),
                    """
                    SELECT business_day, event_type, business_context, events, trim_scale(quality_sum) AS quality_sum
                    FROM daily_totals""",
                    """
                    SELECT day AS business_day, event_type, business_context, count(*) AS events,
                           trim_scale(sum(quality)) AS quality_sum
                    FROM rows GROUP BY 1, 2, 3"""),
            new Comparison(
                    "company_analytics",
                    List.of("company_id"),
                    """
                    SELECT company_id, total_events, last_event_timestamp, avg_data_quality, business_contexts,
                           days_active
                    FROM company_analytics""",
                    """
                    SELECT company_id, count(*) AS total_events, max(at) AS last_event_timestamp,
                           round(sum(quality) / count(*), 4) AS avg_data_quality, contexts AS business_contexts,
                           count(DISTINCT day) AS days_active
                    FROM rows
                    JOIN (SELECT company_id, jsonb_object_agg(business_context, events) AS contexts
                          FROM (SELECT company_id, business_context, count(*) AS events FROM rows GROUP BY 1, 2) c
                          GROUP BY company_id) by_company USING (company_id)
                    GROUP BY company_id, contexts"""),
            new Comparison(
                    "event_type_summary",
                    List.of("event_type"),
                    """
                    SELECT event_type, business_context, total_count, unique_companies, avg_quality_score,
                           first_occurrence, last_occurrence
                    FROM event_type_summary""",
                    """
                    SELECT event_type, min(business_context) AS business_context, count(*) AS total_count,
                           count(DISTINCT company_id) AS unique_companies,
                           round(sum(quality) / count(*), 4) AS avg_quality_score,
                           min(at) AS first_occurrence, max(at) AS last_occurrence
                    FROM rows GROUP BY 1"""),
            new Comparison(
                    "raw_segments",
                    List.of("state"),
                    """
                    SELECT 'loaded' AS state, coalesce(sum(loaded + replayed), 0)::bigint AS events,
                           coalesce(sum(duplicates + replayed_duplicates), 0)::bigint AS duplicates,
                           coalesce(sum(conflicts + dead_letters), 0)::bigint AS dead_letters
                    FROM raw_segments WHERE state = 'loaded'""",
                    """
                    SELECT 'loaded' AS state, (SELECT count(*) FROM business_events) AS events,
                           (SELECT count(*) FROM duplicate_events) AS duplicates,
                           (SELECT count(*) FROM dead_letters) AS dead_letters"""));

    private Recount() {}

    /**
     * A table of sums.
     *
     * @param key its column for the day or month, and what that is of a row
     * @param more further columns, kept and recounted
     */
    private static Comparison rollup(String table, String key, String ofRow, String more, String moreOfRows) {
        return new Comparison(
                table,
                List.of(key, "company_id", "event_type", "business_context", "currency"),
                "SELECT " + key
                        + """
                        , company_id, event_type, business_context, currency, events,
                          trim_scale(quality_sum) AS quality_sum, amount_count, trim_scale(amount_sum) AS amount_sum,
                          refund_count, trim_scale(refund_sum) AS refund_sum, trim_scale(amount_min) AS amount_min,
                          trim_scale(amount_max) AS amount_max,
                          (extract(epoch FROM first_event_at) * 1000)::bigint AS first_event_at,
                          (extract(epoch FROM last_event_at) * 1000)::bigint AS last_event_at,
                          completeness_lost, timeliness_lost, plausibility_lost, identity_lost"""
                        + more + " FROM " + table,
                "SELECT " + ofRow + " AS " + key
                        + """
                        , company_id, event_type, business_context, currency, count(*) AS events,
                          trim_scale(sum(quality)) AS quality_sum, count(amount) AS amount_count,
                          trim_scale(coalesce(sum(amount), 0)) AS amount_sum,
                          count(*) FILTER (WHERE amount < 0) AS refund_count,
                          trim_scale(coalesce(sum(amount) FILTER (WHERE amount < 0), 0)) AS refund_sum,
                          trim_scale(min(amount)) AS amount_min, trim_scale(max(amount)) AS amount_max,
                          min(at) AS first_event_at, max(at) AS last_event_at,\s"""
                        + losses() + moreOfRows + " FROM rows GROUP BY 1, 2, 3, 4, 5");
    }

    /** Of each dimension what the issues of the rows say that was lost, in per cent. */
    private static String losses() {
        return Arrays.stream(QualityDimension.values())
                .map(dimension -> Arrays.stream(QualityIssue.values())
                        .filter(issue -> issue.dimension() == dimension)
                        .map(issue -> issue.lossPercent() + " * count(*) FILTER (WHERE jsonb_exists(issues, '" + issue
                                + "'))")
                        .collect(Collectors.joining(" + ", "", " AS " + dimension.label() + "_lost")))
                .collect(Collectors.joining(", "));
    }

    /**
     * What came of one comparison.
     *
     * @param table that was compared
     * @param compared rows of it, kept or recounted
     * @param differing those that are not the same
     * @param examples of those, in words; at most 20
     */
    public record Result(String table, long compared, long differing, List<String> examples) {
        public Result {
            examples = List.copyOf(examples);
        }
    }

    /**
     * Makes a new connection see one moment, that of its first query, for as long as its transaction lasts; loads go on
     * beside it.
     */
    public static void holdOneMoment(Connection connection) throws SQLException {
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
    }

    /**
     * Recounts within the transaction of a connection.
     *
     * @param connection one that {@link #holdOneMoment holds one moment}: otherwise a load that commits meanwhile looks
     *     like a difference
     */
    public static List<Result> of(Connection connection) throws SQLException {
        List<Result> results = new ArrayList<>();
        for (Comparison comparison : COMPARISONS) {
            results.add(comparison.run(connection));
        }
        return results;
    }

    /** Two queries with the same columns, of which the first are the key. */
    private record Comparison(String table, List<String> keys, String kept, String recounted) {
        Result run(Connection connection) throws SQLException {
            long compared = 0;
            long differing = 0;
            List<String> examples = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql())) {
                query.setFetchSize(ROWS_AT_A_TIME);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        compared++;
                        if (row.getBoolean(1) && ++differing <= EXAMPLES) {
                            examples.add(inWords(row.getString(2), row.getString(3)));
                        }
                    }
                }
            }
            return new Result(table, compared, differing, examples);
        }

        private String sql() {
            return "WITH " + ROWS + ", kept AS (" + kept + "), recounted AS (" + recounted + ")"
                    + " SELECT kept IS DISTINCT FROM recounted,"
                    + " CASE WHEN kept IS DISTINCT FROM recounted THEN to_json(kept) END,"
                    + " CASE WHEN kept IS DISTINCT FROM recounted THEN to_json(recounted) END"
                    + " FROM kept FULL JOIN recounted USING (" + String.join(", ", keys) + ")";
        }

        private String inWords(@Nullable String kept, @Nullable String recounted) {
            Map<String, Json> there = members(kept);
            Map<String, Json> counted = members(recounted);
            Map<String, Json> any = there.isEmpty() ? counted : there;
            String place = String.join(
                    ", ",
                    keys.stream().map(key -> key + " " + text(any.get(key))).toList());
            if (there.isEmpty() || counted.isEmpty()) {
                return place + (there.isEmpty() ? ": not kept, but has rows" : ": kept, but has no rows");
            }
            List<String> fields = there.entrySet().stream()
                    .filter(field -> !field.getValue().equals(counted.get(field.getKey())))
                    .map(field -> field.getKey() + " is " + text(field.getValue()) + ", recounted "
                            + text(counted.get(field.getKey())))
                    .toList();
            return place + ": " + String.join("; ", fields);
        }

        private static Map<String, Json> members(@Nullable String row) {
            if (row == null) {
                return Map.of();
            }
            byte[] utf8 = row.getBytes(StandardCharsets.UTF_8);
            return JsonText.parse(utf8, 0, utf8.length, LIMITS)
                    .value()
                    .asObject()
                    .map(Json.Obj::members)
                    .orElseGet(Map::of);
        }

        private static String text(@Nullable Json value) {
            return value == null || value.isNull() ? "absent" : value.asText().orElseGet(() -> JsonText.write(value));
        }
    }
}
