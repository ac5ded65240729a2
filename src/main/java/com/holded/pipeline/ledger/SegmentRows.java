package com.holded.pipeline.ledger;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** Marks segments as loaded, with what became of their events. */
    static Map<SegmentId, LoadCounts> markLoaded(
            Connection connection, List<LoadableSegment> segments, Messages messages) throws SQLException {
        Map<SegmentId, Long> loaded = bySegment(messages.freshEvents().stream());
        Map<SegmentId, Long> duplicates =
                bySegment(messages.duplicates().stream().map(Messages.Duplicate::event));
        Map<SegmentId, Long> conflicts = bySegment(messages.conflicts().stream());
        Map<SegmentId, LoadCounts> counts = new LinkedHashMap<>();
        for (LoadableSegment segment : segments) {
            SegmentId id = segment.task().segment();
            counts.put(
                    id,
                    new LoadCounts(
                            segment.events().size() + segment.deadLetters().size(),
                            loaded.getOrDefault(id, 0L).intValue(),
                            duplicates.getOrDefault(id, 0L).intValue(),
                            conflicts.getOrDefault(id, 0L).intValue(),
                            segment.deadLetters().size()));
        }
        try (PreparedStatement update = connection.prepareStatement(
                """
                UPDATE raw_segments r SET state = 'loaded', reason = '', finished_at = now(), events = m.events,
                    loaded = m.loaded, duplicates = m.duplicates, conflicts = m.conflicts, dead_letters = m.dead_letters,
                    enriched_key = nullif(m.enriched_key, ''), enriched_sha256 = nullif(m.enriched_sha256, '')
                FROM unnest(?, ?, ?, ?, ?, ?, ?, ?) AS m (segment_id, events, loaded, duplicates, conflicts,
                    dead_letters, enriched_key, enriched_sha256)
                WHERE r.segment_id = m.segment_id""")) {
            update.setArray(1, texts(connection, segments, segment -> segment.task()
                    .segment()
                    .toString()));
            update.setArray(2, numbers(connection, counts.values(), LoadCounts::events));
            update.setArray(3, numbers(connection, counts.values(), LoadCounts::loaded));
            update.setArray(4, numbers(connection, counts.values(), LoadCounts::duplicates));
            update.setArray(5, numbers(connection, counts.values(), LoadCounts::conflicts));
            update.setArray(6, numbers(connection, counts.values(), LoadCounts::deadLetters));
            update.setArray(
                    7, texts(connection, segments, segment -> segment.enriched().key()));
            update.setArray(
                    8, texts(connection, segments, segment -> segment.enriched().sha256()));
            update.executeUpdate();
        }
        return counts;
    }

    private static Map<SegmentId, Long> bySegment(Stream<EnrichedEvent> events) {
        return events.collect(Collectors.groupingBy(event -> event.id().segment(), Collectors.counting()));
    }

    private static Array texts(
            Connection connection, List<LoadableSegment> segments, Function<LoadableSegment, String> text)
            throws SQLException {
        return connection.createArrayOf("text", segments.stream().map(text).toArray());
    }

    private static Array numbers(
            Connection connection, Collection<LoadCounts> counts, Function<LoadCounts, Integer> number)
            throws SQLException {
        return connection.createArrayOf("integer", counts.stream().map(number).toArray());
    }
}
