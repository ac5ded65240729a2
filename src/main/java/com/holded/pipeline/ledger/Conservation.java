package com.holded.pipeline.ledger;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.SegmentId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Holds what the loads put on record about each segment against the rows that are there. An event's hour is that of its
 * segment, which its id names: so rows are found by their primary key, and counts of segments and of rows speak of
 * exactly the same events. Thread-safe.
 */
public final class Conservation {
    /** After which PostgreSQL gives up counting. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final int TABLES = 3;

    /** As segment ids begin, and minutes. */
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm", Locale.ROOT);

    private final Transactions transactions;

    public Conservation(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** Rows of one hour by kind; {@code dead} and {@code conflicts} whatever became of them later. */
    private record Rows(
            long loaded, long duplicates, long conflicts, long dead, long replayed, long replayedConflicts) {
        static final Rows NONE = new Rows(0, 0, 0, 0, 0, 0);
    }

    /** What loads and replays put on record. */
    private record OnRecord(HourBalance.SegmentStates segments, long received, Rows rows) {
        static final OnRecord NONE = new OnRecord(HourBalance.SegmentStates.NONE, 0, Rows.NONE);
    }

    /**
     * Each hour from which there is anything, oldest first.
     *
     * @param from begin of the first hour
     * @param to end of the last one
     */
    public List<HourBalance> hours(Instant from, Instant to) {
        return transactions.snapshot(LONGEST, connection -> {
            SortedMap<Instant, OnRecord> records = records(connection, from, to);
            SortedMap<Instant, Rows> rows = rows(connection, from, to, "");
            return Stream.concat(records.keySet().stream(), rows.keySet().stream())
                    .sorted()
                    .distinct()
                    .map(hour -> balance(
                            hour, records.getOrDefault(hour, OnRecord.NONE), rows.getOrDefault(hour, Rows.NONE)))
                    .toList();
        });
    }

    /**
     * The same of one company. What is on record about segments does not tell companies apart, so here received is what
     * the rows say, and the balance holds by definition.
     */
    public List<HourBalance> hours(Instant from, Instant to, String company) {
        return transactions.snapshot(LONGEST, connection -> rows(connection, from, to, company).entrySet().stream()
                .map(hour -> balance(
                        hour.getKey(),
                        new OnRecord(HourBalance.SegmentStates.NONE, events(hour.getValue()), hour.getValue()),
                        hour.getValue()))
                .toList());
    }

    private static long events(Rows rows) {
        return rows.loaded + rows.duplicates + rows.conflicts + rows.dead - rows.replayed;
    }

    private static HourBalance balance(Instant hour, OnRecord record, Rows rows) {
        Rows expected = record.rows;
        boolean balanced = expected.loaded == rows.loaded
                && expected.duplicates == rows.duplicates
                && expected.conflicts == rows.conflicts
                && expected.dead == rows.dead
                && expected.replayed == rows.replayed;
        return new HourBalance(
                hour,
                record.segments,
                record.received,
                rows.loaded,
                rows.duplicates,
                rows.conflicts - rows.replayedConflicts,
                rows.dead - (rows.replayed - rows.replayedConflicts),
                rows.replayed,
                balanced);
    }

    private static SortedMap<Instant, OnRecord> records(Connection connection, Instant from, Instant to)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT left(segment_id, 11) AS hour,
                       count(*) FILTER (WHERE state = 'loaded') AS loaded_segments,
                       count(*) FILTER (WHERE state = 'new') AS new_segments,
                       coalesce(sum(size_bytes) FILTER (WHERE state = 'new'), 0) AS new_bytes,
                       count(*) FILTER (WHERE state = 'quarantined') AS quarantined_segments,
                       sum(events) AS events, sum(loaded + replayed) AS loaded,
                       sum(duplicates + replayed_duplicates) AS duplicates, sum(conflicts) AS conflicts,
                       sum(dead_letters) AS dead, sum(replayed + replayed_duplicates) AS replayed
                FROM raw_segments WHERE segment_id >= ? AND segment_id < ? GROUP BY 1""")) {
            query.setString(1, first(from).toString());
            query.setString(2, first(to).toString());
            SortedMap<Instant, OnRecord> records = new TreeMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    records.put(hour(row.getString("hour")), record(row));
                }
            }
            return records;
        }
    }

    private static OnRecord record(ResultSet row) throws SQLException {
        return new OnRecord(
                new HourBalance.SegmentStates(
                        row.getLong("loaded_segments"),
                        row.getLong("new_segments"),
                        row.getLong("new_bytes"),
                        row.getLong("quarantined_segments")),
                row.getLong("events"),
                new Rows(
                        row.getLong("loaded"),
                        row.getLong("duplicates"),
                        row.getLong("conflicts"),
                        row.getLong("dead"),
                        row.getLong("replayed"),
                        0));
    }

    private static SortedMap<Instant, Rows> rows(Connection connection, Instant from, Instant to, String company)
            throws SQLException {
        String ofCompany = company.isEmpty() ? "" : "AND e.company_id = ?";
        String original = company.isEmpty() ? "" : "JOIN business_events e ON e.event_id = d.original_event_id";
        String sql =
                """
                SELECT hour, sum(loaded) AS loaded, sum(duplicates) AS duplicates, sum(conflicts) AS conflicts,
                       sum(dead) AS dead, sum(replayed) AS replayed, sum(replayed_conflicts) AS replayed_conflicts
                FROM (
                    SELECT width_bucket(e.event_id, ?) AS hour, count(*) AS loaded, 0 AS duplicates, 0 AS conflicts,
                           0 AS dead, 0 AS replayed, 0 AS replayed_conflicts
                    FROM business_events e WHERE e.event_id >= ? AND e.event_id < ? %1$s GROUP BY 1
                    UNION ALL
                    SELECT width_bucket(d.event_id, ?), 0, count(*), 0, 0, 0, 0
                    FROM duplicate_events d %2$s WHERE d.event_id >= ? AND d.event_id < ? %1$s GROUP BY 1
                    UNION ALL
                    SELECT width_bucket(e.event_id, ?), 0, 0, count(*) FILTER (WHERE e.reason = 'ID_CONFLICT'),
                           count(*) FILTER (WHERE e.reason <> 'ID_CONFLICT'),
                           count(*) FILTER (WHERE e.status = 'replayed'),
                           count(*) FILTER (WHERE e.status = 'replayed' AND e.reason = 'ID_CONFLICT')
                    FROM dead_letters e WHERE e.event_id >= ? AND e.event_id < ? %1$s GROUP BY 1) counts
                GROUP BY 1"""
                        .formatted(ofCompany, original);
        List<Instant> hours = Stream.iterate(from, hour -> hour.isBefore(to), hour -> hour.plus(Duration.ofHours(1)))
                .toList();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            Array begins = connection.createArrayOf(
                    "uuid", hours.stream().map(Conservation::firstEvent).toArray());
            int parameter = 1;
            for (int table = 0; table < TABLES; table++) {
                query.setArray(parameter++, begins);
                query.setObject(parameter++, firstEvent(from));
                query.setObject(parameter++, firstEvent(to));
                if (!company.isEmpty()) {
                    query.setString(parameter++, company);
                }
            }
            SortedMap<Instant, Rows> rows = new TreeMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.put(
                            hours.get(row.getInt("hour") - 1),
                            new Rows(
                                    row.getLong("loaded"),
                                    row.getLong("duplicates"),
                                    row.getLong("conflicts"),
                                    row.getLong("dead"),
                                    row.getLong("replayed"),
                                    row.getLong("replayed_conflicts")));
                }
            }
            return rows;
        }
    }

    /** The least segment that can be opened at this time or later. */
    private static SegmentId first(Instant time) {
        return new SegmentId(time.toEpochMilli(), 0);
    }

    /** The least id that an event of a segment can have which was opened at this time or later. */
    private static UUID firstEvent(Instant time) {
        return EventId.of(first(time), 0).value();
    }

    private static Instant hour(String text) {
        return LocalDateTime.parse(text + "00", MINUTE).toInstant(ZoneOffset.UTC);
    }
}
