package com.holded.pipeline.ledger;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.platform.ProblemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Loads segments exactly once. A load is one transaction: check the fence, copy the rows, add to the rollup what was
 * really inserted, keep duplicates and dead letters, mark the segment. A segment that is loaded already is left as it
 * is, so a load may be repeated after any failure. Thread-safe.
 *
 * <p>Parallel loads cannot deadlock: each inserts its messages in the order of (company, message id) and then its rollup
 * rows in the order of their key.
 */
public final class SegmentLoader {
    private final Transactions transactions;

    public SegmentLoader(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /**
     * Loads a segment and tells what became of its events.
     *
     * @throws ProblemException CONFLICT when another run holds the segment; DATABASE_UNAVAILABLE when PostgreSQL does
     *     not do its part, and then nothing is loaded or the outcome is unknown: repeat it
     */
    public LoadCounts load(LoadableSegment segment) {
        LoadCounts counts = transactions.run(connection -> load(connection, segment));
        Failpoint.LOADED.hit();
        return counts;
    }

    private static LoadCounts load(Connection connection, LoadableSegment segment) throws SQLException {
        if (!checkFence(connection, segment.task())) {
            return countsOf(connection, segment.task());
        }
        Failpoint.LOAD_FENCED.hit();
        Savepoint clean = connection.setSavepoint();
        try {
            return write(connection, segment);
        } catch (SQLException e) {
            if (!SqlStates.refusesData(e)) {
                throw e;
            }
            connection.rollback(clean);
            return write(connection, withoutPoison(connection, segment));
        }
    }

    /** Whether the segment is still to be loaded by this run; its row is locked until the transaction ends. */
    private static boolean checkFence(Connection connection, SegmentTask task) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT state, coalesce(run_id, 0) FROM raw_segments WHERE segment_id = ? FOR UPDATE")) {
            query.setString(1, task.segment().toString());
            try (ResultSet row = query.executeQuery()) {
                if (row.next() && row.getString(1).equals("loaded")) {
                    return false;
                }
                if (row.getRow() == 0 || row.getLong(2) != task.runId()) {
                    throw new ProblemException(
                            ErrorCode.CONFLICT,
                            "segment " + task.segment() + " is no longer held by run " + task.runId());
                }
                return true;
            }
        }
    }

    private static LoadCounts countsOf(Connection connection, SegmentTask task) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT events, loaded, duplicates, conflicts, dead_letters FROM raw_segments WHERE segment_id = ?")) {
            query.setString(1, task.segment().toString());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new LoadCounts(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getInt(5));
            }
        }
    }

    private static LoadCounts write(Connection connection, LoadableSegment segment) throws SQLException {
        DeadLetterRows.insert(connection, segment.task(), segment.deadLetters());
        Failpoint.LOAD_DEAD_LETTERS.hit();
        int passed = segment.events().size();
        int loaded = 0;
        int duplicates = 0;
        int conflicts = 0;
        if (passed > 0) {
            EventRows.stage(connection, segment.events());
            Failpoint.LOAD_STAGED.hit();
            loaded = EventRows.insertAndRollUp(connection);
            Failpoint.LOAD_COUNTED.hit();
            if (loaded < passed) {
                duplicates = EventRows.keepDuplicates(connection, segment.task());
                conflicts = keepConflicts(connection, segment);
            }
        }
        LoadCounts counts = new LoadCounts(
                passed + segment.deadLetters().size(),
                loaded,
                duplicates,
                conflicts,
                segment.deadLetters().size());
        markLoaded(connection, segment, counts);
        Failpoint.LOAD_MARKED.hit();
        return counts;
    }

    private static int keepConflicts(Connection connection, LoadableSegment segment) throws SQLException {
        Set<String> ids = new HashSet<>(EventRows.conflicting(connection));
        List<DeadLetter> conflicts = segment.events().stream()
                .filter(event -> ids.contains(event.id().toString()))
                .map(event -> deadLetter(event, Poison.conflict()))
                .toList();
        DeadLetterRows.insert(connection, segment.task(), conflicts);
        return conflicts.size();
    }

    private static DeadLetter deadLetter(EnrichedEvent event, Violation violation) {
        return new DeadLetter(
                event.id(),
                event.packageId(),
                event.sent(),
                event.receivedAt(),
                event.schemaId(),
                event.event().companyId(),
                event.event().eventType(),
                List.of(violation));
    }

    private static void markLoaded(Connection connection, LoadableSegment segment, LoadCounts counts)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                """
                UPDATE raw_segments SET state = 'loaded', finished_at = now(), events = ?, loaded = ?, duplicates = ?,
                    conflicts = ?, dead_letters = ?, enriched_key = nullif(?, ''), enriched_sha256 = nullif(?, '')
                WHERE segment_id = ?""")) {
            update.setInt(1, counts.events());
            update.setInt(2, counts.loaded());
            update.setInt(3, counts.duplicates());
            update.setInt(4, counts.conflicts());
            update.setInt(5, counts.deadLetters());
            update.setString(6, segment.enriched().key());
            update.setString(7, segment.enriched().sha256());
            update.setString(8, segment.task().segment().toString());
            update.executeUpdate();
        }
    }

    /** The segment with each event that PostgreSQL refuses turned into a dead letter, so that its neighbours load. */
    private static LoadableSegment withoutPoison(Connection connection, LoadableSegment segment) throws SQLException {
        Map<EventId, Violation> refused = Poison.among(connection, segment.events());
        List<EnrichedEvent> events = new ArrayList<>();
        List<DeadLetter> deadLetters = new ArrayList<>(segment.deadLetters());
        for (EnrichedEvent event : segment.events()) {
            Violation violation = refused.get(event.id());
            if (violation == null) {
                events.add(event);
            } else {
                deadLetters.add(deadLetter(event, violation));
            }
        }
        return new LoadableSegment(segment.task(), events, deadLetters, segment.enriched());
    }
}
