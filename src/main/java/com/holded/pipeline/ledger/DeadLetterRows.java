package com.holded.pipeline.ledger;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.function.Function;

/** Writes rows of {@code dead_letters}. */
final class DeadLetterRows {
    private DeadLetterRows() {}

    /** Writes those dead letters of each segment that are asked for. */
    static void insert(
            Connection connection,
            List<LoadableSegment> segments,
            Function<LoadableSegment, List<DeadLetter>> deadLetters)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                """
                INSERT INTO dead_letters (event_id, package_id, segment_id, line, received_at, company_id, event_type,
                                          reason, errors, schema_id, event)
                VALUES (?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''), ?, ?::jsonb, ?, ?)""")) {
            boolean any = false;
            for (LoadableSegment segment : segments) {
                for (DeadLetter letter : deadLetters.apply(segment)) {
                    add(insert, segment.task(), letter);
                    any = true;
                }
            }
            if (any) {
                insert.executeBatch();
            }
        }
    }

    private static void add(PreparedStatement insert, SegmentTask task, DeadLetter letter) throws SQLException {
        insert.setObject(1, letter.id().value());
        insert.setObject(2, letter.packageId());
        insert.setString(3, task.segment().toString());
        insert.setInt(4, letter.id().line());
        insert.setTimestamp(5, Timestamp.from(letter.receivedAt()));
        insert.setString(6, letter.companyId());
        insert.setString(7, letter.eventType());
        insert.setString(8, letter.reason().name());
        insert.setString(9, JsonText.write(Violation.toJson(letter.violations())));
        insert.setInt(10, letter.schemaId());
        insert.setString(11, letter.sent());
        insert.addBatch();
    }
}
