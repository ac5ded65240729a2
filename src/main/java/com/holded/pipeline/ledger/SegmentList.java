package com.holded.pipeline.ledger;

import com.holded.pipeline.event.SegmentId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Shows what the ledger knows of segments, above all of those that were set aside. Thread-safe. */
public final class SegmentList {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Transactions transactions;

    public SegmentList(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** What is to be done with a segment, or was. */
    public enum State {
        NEW,
        LOADED,
        QUARANTINED
    }

    /**
     * One segment.
     *
     * @param sizeBytes compressed
     * @param finishedAt when it was loaded or set aside; empty before
     * @param runId the run that last took it; 0 when none did
     * @param reason why it was set aside; empty otherwise
     * @param counts what became of its events; all 0 unless it is loaded
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // Shown as it is, and nowhere else.
    public record Entry(
            SegmentId segment,
            String key,
            long sizeBytes,
            Instant storedAt,
            Instant discoveredAt,
            Optional<Instant> finishedAt,
            long runId,
            String reason,
            LoadCounts counts) {}

    /**
     * Segments in this state, newest first.
     *
     * @param before only older ones; empty = from the newest
     */
    public List<Entry> page(State state, Optional<SegmentId> before, int limit) {
        return transactions.snapshot(LONGEST, connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql(state))) {
                // Behind every segment id, which begins with a digit.
                query.setString(1, before.map(SegmentId::toString).orElse("A"));
                query.setInt(2, limit);
                List<Entry> entries = new ArrayList<>();
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        entries.add(entry(row));
                    }
                }
                return entries;
            }
        });
    }

    /** How many segments are set aside. */
    public long quarantined() {
        return transactions.snapshot(LONGEST, connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                            "SELECT count(*) FROM raw_segments WHERE state = 'quarantined'");
                    ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : 0L;
            }
        });
    }

    /** The state stands in the text, so that PostgreSQL sees the index that is for it alone. */
    private static String sql(State state) {
        String condition =
                switch (state) {
                    case NEW -> "state = 'new'";
                    case LOADED -> "state = 'loaded'";
                    case QUARANTINED -> "state = 'quarantined'";
                };
        return """
                SELECT segment_id, object_key, size_bytes, stored_at, discovered_at, finished_at,
                       coalesce(run_id, 0) AS run_id, reason, events, loaded, duplicates, conflicts, dead_letters
                FROM raw_segments WHERE segment_id < ? AND %s ORDER BY segment_id DESC LIMIT ?"""
                .formatted(condition);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        Timestamp finished = row.getTimestamp("finished_at");
        return new Entry(
                SegmentId.parse(row.getString("segment_id")),
                row.getString("object_key"),
                row.getLong("size_bytes"),
                row.getTimestamp("stored_at").toInstant(),
                row.getTimestamp("discovered_at").toInstant(),
                Optional.ofNullable(finished).map(Timestamp::toInstant),
                row.getLong("run_id"),
                row.getString("reason"),
                new LoadCounts(
                        row.getInt("events"),
                        row.getInt("loaded"),
                        row.getInt("duplicates"),
                        row.getInt("conflicts"),
                        row.getInt("dead_letters")));
    }
}
