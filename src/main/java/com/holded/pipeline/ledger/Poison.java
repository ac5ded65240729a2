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
import java.util.Optional;

/** Events that passed every check and that PostgreSQL refuses all the same. */
final class Poison {
    private Poison() {}

    /**
     * Which of these events PostgreSQL refuses, and with what; leaves no trace in the transaction. Found by halves: what
     * is taken as a whole needs no closer look.
     */
    static Map<EventId, Violation> among(Connection connection, List<EnrichedEvent> events) throws SQLException {
        Map<EventId, Violation> refused = new LinkedHashMap<>();
        search(connection, events, refused);
        return refused;
    }

    private static void search(Connection connection, List<EnrichedEvent> events, Map<EventId, Violation> refused)
            throws SQLException {
        Optional<SQLException> refusal = tryOut(connection, events);
        if (refusal.isEmpty()) {
            return;
        }
        if (events.size() == 1) {
            String state = refusal.get().getSQLState();
            refused.put(
                    events.get(0).id(),
                    new Violation(Reason.UNPROCESSABLE, "", "the database refuses the event (SQLSTATE " + state + ")"));
            return;
        }
        int half = events.size() / 2;
        search(connection, events.subList(0, half), refused);
        search(connection, events.subList(half, events.size()), refused);
    }

    /** With what PostgreSQL refuses these events, if it does. */
    private static Optional<SQLException> tryOut(Connection connection, List<EnrichedEvent> events)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        Optional<SQLException> refusal = Optional.empty();
        try {
            EventRows.count(connection, Messages.among(connection, events));
        } catch (SQLException e) {
            if (!SqlStates.refusesData(e)) {
                throw e;
            }
            refusal = Optional.of(e);
        }
        connection.rollback(before);
        return refusal;
    }

    /** The event's message id was seen before with other content. */
    static Violation conflict() {
        return new Violation(
                Reason.ID_CONFLICT, "", "the message id was seen before for this company, with other content");
    }
}
