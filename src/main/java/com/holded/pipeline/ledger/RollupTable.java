package com.holded.pipeline.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table that keeps sums by key, and how those that are added meet those that are there. */
final class RollupTable {
    private static final String ADDED = "r.%1$s + excluded.%1$s";
    private static final String LEAST = "least(r.%1$s, excluded.%1$s)";
    private static final String GREATEST = "greatest(r.%1$s, excluded.%1$s)";
    private static final String EITHER = "r.%1$s | excluded.%1$s";

    private static final Column DAY = key("business_day", "date", Rollup.Key::day);
    private static final Column MONTH = key("month", "date", Rollup.Key::day);
    private static final Column COMPANY = key("company_id", "text", Rollup.Key::company);
    private static final Column TYPE = key("event_type", "text", Rollup.Key::type);
    private static final Column CONTEXT = key("business_context", "text", Rollup.Key::context);
    private static final Column CURRENCY = key("currency", "text", Rollup.Key::currency);

    private static final Column EVENTS = sum("events", "bigint", ADDED, Rollup.Sums::events);
    private static final Column QUALITY = sum("quality_sum", "numeric", ADDED, Rollup.Sums::quality);
    private static final Column DAYS = sum("days", "integer", EITHER, Rollup.Sums::days);
    private static final List<Column> SUMS = List.of(
            EVENTS,
            QUALITY,
            sum("amount_count", "bigint", ADDED, Rollup.Sums::amounts),
            sum("amount_sum", "numeric", ADDED, Rollup.Sums::amount),
            sum("refund_count", "bigint", ADDED, Rollup.Sums::refunds),
            sum("refund_sum", "numeric", ADDED, Rollup.Sums::refund),
            sum("amount_min", "numeric", LEAST, sums -> sums.least().orElse(null)),
            sum("amount_max", "numeric", GREATEST, sums -> sums.greatest().orElse(null)),
            sum("first_event_at", "timestamptz", LEAST, sums -> new Timestamp(sums.first())),
            sum("last_event_at", "timestamptz", GREATEST, sums -> new Timestamp(sums.last())),
            sum("completeness_lost", "bigint", ADDED, sums -> sums.losses().completeness()),
            sum("timeliness_lost", "bigint", ADDED, sums -> sums.losses().timeliness()),
            sum("plausibility_lost", "bigint", ADDED, sums -> sums.losses().plausibility()),
            sum("identity_lost", "bigint", ADDED, sums -> sums.losses().identity()));

    static final RollupTable DAILY =
            new RollupTable("daily_rollup", List.of(DAY, COMPANY, TYPE, CONTEXT, CURRENCY), SUMS);

    /** The day of its keys is the first of a month. */
    static final RollupTable MONTHLY = new RollupTable(
            "monthly_rollup",
            List.of(MONTH, COMPANY, TYPE, CONTEXT, CURRENCY),
            Stream.concat(SUMS.stream(), Stream.of(DAYS)).toList());

    /** Its keys are of all companies and currencies. */
    static final RollupTable TOTALS =
            new RollupTable("daily_totals", List.of(DAY, TYPE, CONTEXT), List.of(EVENTS, QUALITY));

    private final List<Column> columns;
    private final String upsert;

    private RollupTable(String table, List<Column> keys, List<Column> sums) {
        this.columns = Stream.concat(keys.stream(), sums.stream()).toList();
        this.upsert = "INSERT INTO " + table + " AS r (" + listed(columns, Column::name) + ") SELECT * FROM unnest("
                + listed(columns, column -> "?::" + column.type + "[]") + ") ON CONFLICT (" + listed(keys, Column::name)
                + ") DO UPDATE SET " + listed(sums, column -> column.name + " = " + column.met.formatted(column.name));
    }

    /**
     * A column and what a row has in it.
     *
     * @param met the value that is there and the one that is added, put together; in terms of the column's name
     */
    private record Column(
            String name,
            String type,
            String met,
            Function<Map.Entry<Rollup.Key, Rollup.Sums>, @Nullable Object> value) {}

    private static Column key(String name, String type, Function<Rollup.Key, Object> value) {
        return new Column(name, type, "", row -> value.apply(row.getKey()));
    }

    private static Column sum(String name, String type, String met, Function<Rollup.Sums, @Nullable Object> value) {
        return new Column(name, type, met, row -> value.apply(row.getValue()));
    }

    private static String listed(List<Column> columns, Function<Column, String> text) {
        return columns.stream().map(text).collect(Collectors.joining(", "));
    }

    /** Adds sums to those that are there, in the order of their keys. */
    void add(Connection connection, SortedMap<Rollup.Key, Rollup.Sums> sums) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(upsert)) {
            for (int index = 0; index < columns.size(); index++) {
                Column column = columns.get(index);
                Object[] values = sums.entrySet().stream().map(column.value).toArray();
                statement.setArray(index + 1, connection.createArrayOf(column.type, values));
            }
            statement.executeUpdate();
        }
    }
}
