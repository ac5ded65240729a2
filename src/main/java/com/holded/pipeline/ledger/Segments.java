package com.holded.pipeline.ledger;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.platform.Failpoint;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Which raw segments exist and which are still to be loaded. Thread-safe. */
public final class Segments {
    /** How much there is before each of the oldest, and how much of it may be taken. */
    private static final String SIZED =
            """
            SELECT *, sum(size_bytes) OVER (ORDER BY segment_id) - size_bytes AS bytes_before,
                   least(?, greatest(?, sum(size_bytes) OVER () / ?)) AS most_bytes
            FROM oldest""";

    private final Transactions transactions;

    public Segments(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** Notes segments that were seen in object storage; those known already stay as they are. Returns the new ones. */
    public int register(List<StoredSegment> segments) {
        return transactions.run(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    """
                    INSERT INTO raw_segments (segment_id, object_key, size_bytes, stored_at)
                    SELECT * FROM unnest(?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
                Array ids = connection.createArrayOf(
                        "text",
                        segments.stream().map(s -> s.segment().toString()).toArray());
                Array keys = connection.createArrayOf(
                        "text", segments.stream().map(StoredSegment::key).toArray());
                Array sizes = connection.createArrayOf(
                        "bigint",
                        segments.stream().map(StoredSegment::sizeBytes).toArray());
                Array times = connection.createArrayOf(
                        "timestamptz",
                        segments.stream().map(s -> Timestamp.from(s.storedAt())).toArray());
                insert.setArray(1, ids);
                insert.setArray(2, keys);
                insert.setArray(3, sizes);
                insert.setArray(4, times);
                return insert.executeUpdate();
            }
        });
    }

    /**
     * Keys of loaded segments that were opened at this time or later, spread evenly over them; newest first.
     *
     * @param total how many there are
     */
    public record Sample(List<String> keys, int total) {}

    /** A sample of at most so many segments. */
    public Sample sample(SegmentId from, int most) {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    """
                    SELECT object_key, total FROM (
                        SELECT object_key, segment_id, count(*) OVER () AS total,
                               row_number() OVER (ORDER BY segment_id DESC) - 1 AS place
                        FROM raw_segments WHERE segment_id >= ? AND state = 'loaded') placed
                    WHERE place * ? / greatest(total, ?) <> (place - 1) * ? / greatest(total, ?) OR place = 0
                    ORDER BY segment_id DESC""")) {
                query.setString(1, from.toString());
                for (int parameter = 2; parameter <= 5; parameter++) {
                    query.setLong(parameter, most);
                }
                List<String> keys = new ArrayList<>();
                int total = 0;
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        keys.add(row.getString("object_key"));
                        total = row.getInt("total");
                    }
                }
                return new Sample(keys, total);
            }
        });
    }

    /** Whether segments wait to be loaded. */
    public boolean areWaiting() {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                            "SELECT EXISTS (SELECT FROM raw_segments WHERE state = 'new')");
                    ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        });
    }

    /**
     * Takes the oldest segments that the parameters ask for, for a run, which becomes their fence; a run that held them
     * before can no longer load them. Segments that this run has taken already are not taken again.
     *
     * @return oldest first
     */
    public List<SegmentTask> take(long runId, RunParameters parameters, Portion portion) {
        String wanted = Wanted.of(parameters) + " AND run_id IS DISTINCT FROM ?";
        // Arrays, since a plan made while the table was small would compare each segment with each.
        List<SegmentTask> taken = transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    """
                    WITH oldest AS (
                        SELECT segment_id, size_bytes FROM raw_segments WHERE %1$s ORDER BY segment_id LIMIT ?
                    ), locked AS (
                        SELECT segment_id FROM raw_segments
                        WHERE segment_id = ANY (ARRAY(
                            SELECT segment_id FROM (%2$s) sized WHERE bytes_before < most_bytes)) AND %1$s
                        ORDER BY segment_id FOR UPDATE
                    ), taken AS (
                        UPDATE raw_segments SET run_id = ?, finished_at = NULL
                        WHERE segment_id = ANY (ARRAY(SELECT segment_id FROM locked))
                        RETURNING segment_id, object_key, size_bytes, stored_at, discovered_at
                    )
                    SELECT * FROM taken ORDER BY segment_id"""
                            .formatted(wanted, SIZED))) {
                int position = Wanted.bind(update, 1, parameters);
                update.setLong(position++, runId);
                update.setInt(position++, portion.segments());
                position = bind(update, position, portion);
                position = Wanted.bind(update, position, parameters);
                update.setLong(position++, runId);
                update.setLong(position, runId);
                return tasks(update, runId);
            }
        });
        Failpoint.AFTER_TAKE.hit();
        return taken;
    }

    /**
     * The oldest segments that the parameters ask for, for a dry run, which holds none of them: they are as free as
     * before.
     *
     * @param after only those behind this one; empty = from the oldest
     */
    public List<SegmentTask> look(long runId, RunParameters parameters, Optional<SegmentId> after, Portion portion) {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    """
                    WITH oldest AS (
                        SELECT * FROM raw_segments WHERE %s AND segment_id > ? ORDER BY segment_id LIMIT ?
                    )
                    SELECT * FROM (%s) sized WHERE bytes_before < most_bytes ORDER BY segment_id"""
                            .formatted(Wanted.of(parameters), SIZED))) {
                int position = Wanted.bind(query, 1, parameters);
                query.setString(position++, after.map(SegmentId::toString).orElse(""));
                query.setInt(position++, portion.segments());
                bind(query, position, portion);
                return tasks(query, runId);
            }
        });
    }

    private static int bind(PreparedStatement statement, int first, Portion portion) throws SQLException {
        statement.setLong(first, portion.bytes());
        statement.setLong(first + 1, Portion.WORTH_A_WORKER);
        statement.setInt(first + 2, portion.takers());
        return first + 3;
    }

    /** The segments that a statement returns, as tasks of this run. */
    static List<SegmentTask> tasks(PreparedStatement statement, long runId) throws SQLException {
        List<SegmentTask> tasks = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                tasks.add(new SegmentTask(
                        SegmentId.parse(row.getString("segment_id")),
                        row.getString("object_key"),
                        row.getLong("size_bytes"),
                        row.getTimestamp("stored_at").toInstant(),
                        row.getTimestamp("discovered_at").toInstant(),
                        runId));
            }
        }
        return tasks;
    }

    /** Sets a segment aside that cannot be read, with the reason; nothing of it counts. Only its taker may. */
    public void quarantine(SegmentTask task, String reason) {
        transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    """
                    UPDATE raw_segments SET state = 'quarantined', reason = ?, finished_at = now()
                    WHERE segment_id = ? AND run_id = ? AND state <> 'loaded'""")) {
                update.setString(1, reason);
                update.setString(2, task.segment().toString());
                update.setLong(3, task.runId());
                return update.executeUpdate();
            }
        });
    }
}
