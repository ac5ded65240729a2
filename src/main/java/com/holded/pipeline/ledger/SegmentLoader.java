package com.holded.pipeline.ledger;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.platform.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Loads segments exactly once. A load is one transaction: check the fences, look which messages are counted already, copy
 * the rows of the others and add them to the rollup, keep duplicates and dead letters, mark the segments. A segment that
 * is loaded already is left as it is, so a load may be repeated after any failure. Thread-safe.
 *
 * <p>A message that another load counts between the look and the copy is refused by its unique index; then the
 * transaction is done again and finds it.
 *
 * <p>Small segments share a transaction, which costs as much for one event as for a thousand; a segment is never split.
 * When PostgreSQL refuses the data of a batch, its halves are loaded by themselves, down to the segment at fault, of which
 * the events at fault become dead letters.
 *
 * <p>Parallel loads cannot deadlock: each locks its segments, inserts its messages in the order of (company, message id)
 * and then its rollup rows in the order of their key.
 */
public final class SegmentLoader {
    private final Transactions transactions;

    public SegmentLoader(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** Data that PostgreSQL refuses, whoever asks again. */
    private static final class DataRefused extends RuntimeException {
        DataRefused(SQLException refusal) {
            super(refusal);
        }
    }

    /**
     * Loads segments and tells what became of the events of each, in the same order.
     *
     * @param segments all different
     * @throws ProblemException CONFLICT when another run holds one of them; DATABASE_UNAVAILABLE when PostgreSQL does not
     *     do its part. What was loaded by then stays loaded, of the rest nothing is, or the outcome is unknown: repeat it
     */
    public List<LoadCounts> load(List<LoadableSegment> segments) {
        try {
            List<LoadCounts> counts = transactions.run(connection -> load(connection, segments));
            Failpoint.LOADED.hit();
            return counts;
        } catch (DataRefused refused) {
            if (segments.size() == 1) {
                return List.of(loadWithoutPoison(segments.get(0)));
            }
            int half = segments.size() / 2;
            List<LoadCounts> counts = new ArrayList<>(load(segments.subList(0, half)));
            counts.addAll(load(segments.subList(half, segments.size())));
            return counts;
        }
    }

    private LoadCounts loadWithoutPoison(LoadableSegment segment) {
        try {
            return transactions
                    .run(connection -> load(connection, List.of(withoutPoison(connection, segment))))
                    .get(0);
        } catch (DataRefused still) {
            throw new ProblemException(
                    ErrorCode.DATABASE_UNAVAILABLE,
                    "the database refuses segment " + segment.task().segment() + ", whichever events are left out",
                    still);
        }
    }

    private static List<LoadCounts> load(Connection connection, List<LoadableSegment> segments) throws SQLException {
        List<SegmentTask> tasks = segments.stream().map(LoadableSegment::task).toList();
        Map<SegmentId, LoadCounts> counts = SegmentRows.lock(connection, tasks);
        Failpoint.LOAD_FENCED.hit();
        List<LoadableSegment> waiting = segments.stream()
                .filter(segment -> !counts.containsKey(segment.task().segment()))
                .toList();
        if (!waiting.isEmpty()) {
            try {
                counts.putAll(write(connection, waiting));
            } catch (SQLException e) {
                if (SqlStates.refusesData(e)) {
                    throw new DataRefused(e);
                }
                throw e;
            }
        }
        return tasks.stream().map(task -> counts.get(task.segment())).toList();
    }

    private static Map<SegmentId, LoadCounts> write(Connection connection, List<LoadableSegment> segments)
            throws SQLException {
        Messages messages = Messages.among(
                connection,
                segments.stream().flatMap(segment -> segment.events().stream()).toList());
        List<DeadLetter> dead = segments.stream()
                .flatMap(segment -> segment.deadLetters().stream())
                .toList();
        List<DeadLetter> conflicts = messages.conflicts().stream()
                .map(event -> event.refused(Poison.conflict()))
                .toList();
        Failpoint.LOAD_SORTED.hit();
        EventRows.count(connection, messages);
        Failpoint.LOAD_COUNTED.hit();
        EventRows.keepDuplicates(connection, messages.duplicates());
        DeadLetterRows.insert(connection, dead);
        DeadLetterRows.insert(connection, conflicts);
        Failpoint.LOAD_DEAD_LETTERS.hit();
        Map<SegmentId, LoadCounts> counts = SegmentRows.markLoaded(connection, segments, messages);
        Failpoint.LOAD_MARKED.hit();
        return counts;
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
                deadLetters.add(event.refused(violation));
            }
        }
        return new LoadableSegment(segment.task(), events, deadLetters, segment.enriched());
    }
}
