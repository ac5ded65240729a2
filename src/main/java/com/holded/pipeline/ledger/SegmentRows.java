package com.holded.pipeline.ledger;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The rows of {@code raw_segments} within a load. */
final class SegmentRows {
    private SegmentRows() {}

    /**
     * Locks segments until the transaction ends, and returns the counts of those that are loaded already.
     *
     * @throws ProblemException CONFLICT when another run than that of its task holds one of the others
     */
    static Map<SegmentId, LoadCounts> lock(Connection connection, List<SegmentTask> tasks) throws SQLException {
        Map<SegmentId, Long> holders = new HashMap<>();
        Map<SegmentId, LoadCounts> loaded = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT segment_id, state, coalesce(run_id, 0) AS run_id, events, loaded, duplicates, conflicts,
                       dead_letters
                FROM raw_segments WHERE segment_id = ANY (?) ORDER BY segment_id FOR UPDATE""")) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            tasks.stream().map(t -> t.segment().toString()).toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    SegmentId segment = SegmentId.parse(row.getString("segment_id"));
                    if (row.getString("state").equals("loaded")) {
                        loaded.put(
                                segment,
                                new LoadCounts(
                                        row.getInt("events"),
                                        row.getInt("loaded"),
                                        row.getInt("duplicates"),
                                        row.getInt("conflicts"),
                                        row.getInt("dead_letters")));
                    } else {
                        holders.put(segment, row.getLong("run_id"));
                    }
                }
            }
        }
        for (SegmentTask task : tasks) {
            if (!loaded.containsKey(task.segment()) && holders.getOrDefault(task.segment(), 0L) != task.runId()) {
                throw new ProblemException(
                        ErrorCode.CONFLICT, "segment " + task.segment() + " is no longer held by run " + task.runId());
            }
        }
        return loaded;
    }

    /** Marks segments as loaded, with the counts that follow; both arrays have a place for each segment. */
    static Map<SegmentId, LoadCounts> markLoaded(
            Connection connection, List<LoadableSegment> segments, int[] duplicates, int[] conflicts)
            throws SQLException {
        Map<SegmentId, LoadCounts> counts = new HashMap<>();
        List<LoadCounts> inOrder = new ArrayList<>();
        for (int place = 0; place < segments.size(); place++) {
            LoadableSegment segment = segments.get(place);
            int passed = segment.events().size();
            int dead = segment.deadLetters().size();
            LoadCounts count = new LoadCounts(
                    passed + dead,
                    passed - duplicates[place] - conflicts[place],
                    duplicates[place],
                    conflicts[place],
                    dead);
            inOrder.add(count);
            counts.put(segment.task().segment(), count);
        }
        try (PreparedStatement update = connection.prepareStatement(
                """
                UPDATE raw_segments r SET state = 'loaded', finished_at = now(), events = m.events, loaded = m.loaded,
                    duplicates = m.duplicates, conflicts = m.conflicts, dead_letters = m.dead_letters,
                    enriched_key = nullif(m.enriched_key, ''), enriched_sha256 = nullif(m.enriched_sha256, '')
                FROM unnest(?, ?, ?, ?, ?, ?, ?, ?) AS m (segment_id, events, loaded, duplicates, conflicts,
                    dead_letters, enriched_key, enriched_sha256)
                WHERE r.segment_id = m.segment_id""")) {
            update.setArray(1, texts(connection, segments, segment -> segment.task()
                    .segment()
                    .toString()));
            update.setArray(2, numbers(connection, inOrder, LoadCounts::events));
            update.setArray(3, numbers(connection, inOrder, LoadCounts::loaded));
            update.setArray(4, numbers(connection, inOrder, LoadCounts::duplicates));
            update.setArray(5, numbers(connection, inOrder, LoadCounts::conflicts));
            update.setArray(6, numbers(connection, inOrder, LoadCounts::deadLetters));
            update.setArray(
                    7, texts(connection, segments, segment -> segment.enriched().key()));
            update.setArray(
                    8, texts(connection, segments, segment -> segment.enriched().sha256()));
            update.executeUpdate();
        }
        return counts;
    }

    private static Array texts(
            Connection connection, List<LoadableSegment> segments, Function<LoadableSegment, String> text)
            throws SQLException {
        return connection.createArrayOf("text", segments.stream().map(text).toArray());
    }

    private static Array numbers(Connection connection, List<LoadCounts> counts, Function<LoadCounts, Integer> number)
            throws SQLException {
        return connection.createArrayOf("integer", counts.stream().map(number).toArray());
    }
}
