package com.holded.pipeline.ledger;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events that passed every check and that PostgreSQL refuses all the same. */
final class Poison {
    private Poison() {}

    /** Which of these events PostgreSQL refuses, and with what; leaves no trace in the transaction. */
    static Map<EventId, Violation> among(Connection connection, List<EnrichedEvent> events) throws SQLException {
        Map<EventId, Violation> refused = new LinkedHashMap<>();
        for (EnrichedEvent event : events) {
            Savepoint before = connection.setSavepoint();
            try {
                EventRows.stage(connection, List.of(event));
                EventRows.insertAndRollUp(connection);
            } catch (SQLException e) {
                if (!SqlStates.refusesData(e)) {
                    throw e;
                }
                refused.put(
                        event.id(),
                        new Violation(
                                Reason.UNPROCESSABLE,
                                "",
                                "the database refuses the event (SQLSTATE " + e.getSQLState() + ")"));
            }
            connection.rollback(before);
        }
        return refused;
    }

    /** The event's message id was seen before with other content. */
    static Violation conflict() {
        return new Violation(
                Reason.ID_CONFLICT, "", "the message id was seen before for this company, with other content");
    }
}
