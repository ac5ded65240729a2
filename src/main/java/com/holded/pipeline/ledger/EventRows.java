package com.holded.pipeline.ledger;

import com.holded.pipeline.event.BusinessDay;
import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.platform.Failpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The rows of one load in {@code business_events}, the rollups and {@code duplicate_events}. */
final class EventRows {
    private static final String MESSAGE_INDEX = "business_events_message";

    private EventRows() {}

    /**
     * Counts the events whose messages are not counted yet: their rows, and the sums of their days.
     *
     * @throws SQLException of state 40001 when another load has counted one of the messages meanwhile: look again
     */
    static void count(Connection connection, Messages messages) throws SQLException {
        if (messages.fresh().isEmpty()) {
            return;
        }
        CopyText rows = new CopyText();
        // Events of a package share the time of their receipt, and the JDK is slow to format one.
        Map<Instant, String> times = new HashMap<>();
        messages.fresh().forEach(fresh -> append(rows, fresh, times));
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            """
                            COPY business_events (event_id, event_type, company_id, user_id, "timestamp", business_day,
                                business_context, data_quality_score, amount, currency, metadata, correlation_id,
                                message_id, content_hash, schema_id, received_at) FROM STDIN""",
                            rows.asStream());
        } catch (PSQLException e) {
            throw isCountedMeanwhile(e) ? SqlStates.tryAgain("another load has counted one of the messages", e) : e;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read from memory", e);
        }
        Failpoint.LOAD_COPIED.hit();
        Rollup.of(messages.freshEvents()).add(connection);
    }

    private static boolean isCountedMeanwhile(PSQLException e) {
        ServerErrorMessage message = e.getServerErrorMessage();
        return message != null && MESSAGE_INDEX.equals(message.getConstraint());
    }

    private static void append(CopyText rows, Messages.Candidate fresh, Map<Instant, String> times) {
        EnrichedEvent enriched = fresh.event();
        BusinessEvent event = enriched.event();
        rows.value(enriched.id())
                .value(event.eventType())
                .value(event.companyId())
                .value(event.userId())
                .value(event.occurredAt().toEpochMilli())
                .value(BusinessDay.of(event.occurredAt()))
                .value(enriched.context().label())
                .value(enriched.quality().value())
                .value(event.amount().map(amount -> amount.toPlainString()))
                .value(event.currency())
                .value(metadata(enriched))
                .value(enriched.packageId())
                .value(event.messageId())
                .bytes(fresh.contentHash().array())
                .value(enriched.schemaId())
                .value(times.computeIfAbsent(enriched.receivedAt(), Instant::toString))
                .endRow();
    }

    private static Json.Obj metadata(EnrichedEvent enriched) {
        BusinessEvent event = enriched.event();
        JsonBuilder metadata = new JsonBuilder()
                .text("targetSubscription", event.targetSubscription())
                .text("platform", event.platform())
                .text("trackedDevice", event.trackedDevice())
                .member("metadata", event.metadata());
        if (!enriched.quality().issues().isEmpty()) {
            metadata.member("qualityIssues", enriched.quality().issuesJson());
        }
        return metadata.build();
    }

    /** Keeps events whose message is counted already, each under its own segment. */
    static void keepDuplicates(Connection connection, List<Messages.Duplicate> duplicates) throws SQLException {
        if (duplicates.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                """
                INSERT INTO duplicate_events (event_id, original_event_id, segment_id)
                SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::text[])""")) {
            insert.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid",
                            duplicates.stream().map(d -> d.event().id().value()).toArray()));
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid",
                            duplicates.stream().map(d -> d.original().value()).toArray()));
            insert.setArray(
                    3,
                    connection.createArrayOf(
                            "text",
                            duplicates.stream()
                                    .map(d -> d.event().id().segment().toString())
                                    .toArray()));
            insert.executeUpdate();
        }
    }
}
