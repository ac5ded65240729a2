package com.holded.pipeline.ledger;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;

/** Writes rows of {@code dead_letters}. */
final class DeadLetterRows {
    private DeadLetterRows() {}

    static void insert(Connection connection, List<DeadLetter> deadLetters) throws SQLException {
        if (deadLetters.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                """
                INSERT INTO dead_letters (event_id, package_id, segment_id, line, received_at, company_id, event_type,
                                          reason, errors, schema_id, event)
                VALUES (?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''), ?, ?::jsonb, ?, ?)""")) {
            for (DeadLetter letter : deadLetters) {
                add(insert, letter);
            }
            insert.executeBatch();
        }
    }

    private static void add(PreparedStatement insert, DeadLetter letter) throws SQLException {
        insert.setObject(1, letter.id().value());
        insert.setObject(2, letter.packageId());
        insert.setString(3, letter.id().segment().toString());
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
