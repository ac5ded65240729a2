package com.holded.pipeline.ledger;

import com.holded.pipeline.event.BusinessDay;
import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.platform.JsonText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * The rows of one load on their way into {@code business_events} and {@code daily_rollup}: copied into a temporary
 * table, inserted by set, and summed by what was really inserted. The temporary table lives as long as the connection
 * and is empty after each transaction.
 */
final class EventRows {
    private EventRows() {}

    /** Copies events into the staging table, as those of one segment. */
    static void stage(Connection connection, List<EnrichedEvent> events) throws SQLException {
        stageAll(connection, List.of(events));
    }

    /** Copies the events of several segments into the staging table, each under the place of its segment, from 0. */
    static void stageAll(Connection connection, List<List<EnrichedEvent>> segments) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TEMPORARY TABLE IF NOT EXISTS staged_events (
                        segment smallint, event_id uuid, event_type text, company_id text, user_id text, "timestamp" bigint,
                        business_day date, business_context text, data_quality_score numeric(3, 2), amount numeric,
                        currency text, metadata jsonb, correlation_id uuid, message_id text, content_hash bytea,
                        schema_id integer, received_at timestamptz) ON COMMIT DELETE ROWS""");
        }
        CopyText rows = new CopyText();
        for (int place = 0; place < segments.size(); place++) {
            for (EnrichedEvent event : segments.get(place)) {
                append(rows, place, event);
            }
        }
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY staged_events FROM STDIN", new ByteArrayInputStream(rows.toBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read from memory", e);
        }
    }

    private static void append(CopyText rows, int segment, EnrichedEvent enriched) {
        BusinessEvent event = enriched.event();
        rows.value(segment)
                .value(enriched.id())
                .value(event.eventType())
                .value(event.companyId())
                .value(event.userId())
                .value(event.occurredAt().toEpochMilli())
                .value(BusinessDay.of(event.occurredAt()))
                .value(enriched.context().label())
                .value(enriched.quality().value())
                .value(event.amount().map(amount -> amount.toPlainString()))
                .value(event.currency())
                .value(JsonText.write(metadata(enriched)))
                .value(enriched.packageId())
                .value(event.messageId())
                .bytes(event.contentHash())
                .value(enriched.schemaId())
                .value(enriched.receivedAt())
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

    /**
     * Inserts what is staged and adds it to the rollup; returns the rows inserted. Messages that stand in
     * {@code business_events} already, or twice in the stage, are left out.
     */
    static int insertAndRollUp(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        """
                        WITH inserted AS (
                            INSERT INTO business_events (event_id, event_type, company_id, user_id, "timestamp",
                                business_day, business_context, data_quality_score, amount, currency, metadata,
                                correlation_id, message_id, content_hash, schema_id, received_at)
                            SELECT event_id, event_type, company_id, user_id, "timestamp", business_day,
                                business_context, data_quality_score, amount, currency, metadata, correlation_id,
                                message_id, content_hash, schema_id, received_at
                            FROM staged_events ORDER BY company_id, message_id, event_id
                            ON CONFLICT DO NOTHING
                            RETURNING business_day, company_id, event_type, business_context, currency, amount,
                                data_quality_score, "timestamp"
                        ), rolled_up AS (
                            INSERT INTO daily_rollup AS r (business_day, company_id, event_type, business_context,
                                currency, events, quality_sum, amount_count, amount_sum, refund_count, refund_sum,
                                amount_min, amount_max, first_event_at, last_event_at)
                            SELECT business_day, company_id, event_type, business_context, currency, count(*),
                                sum(data_quality_score), count(amount), coalesce(sum(amount), 0),
                                count(*) FILTER (WHERE amount < 0),
                                coalesce(sum(amount) FILTER (WHERE amount < 0), 0), min(amount), max(amount),
                                to_timestamp(min("timestamp") / 1000.0), to_timestamp(max("timestamp") / 1000.0)
                            FROM inserted
                            GROUP BY business_day, company_id, event_type, business_context, currency
                            ORDER BY business_day, company_id, event_type, business_context, currency
                            ON CONFLICT (business_day, company_id, event_type, business_context, currency)
                            DO UPDATE SET events = r.events + excluded.events,
                                quality_sum = r.quality_sum + excluded.quality_sum,
                                amount_count = r.amount_count + excluded.amount_count,
                                amount_sum = r.amount_sum + excluded.amount_sum,
                                refund_count = r.refund_count + excluded.refund_count,
                                refund_sum = r.refund_sum + excluded.refund_sum,
                                amount_min = least(r.amount_min, excluded.amount_min),
                                amount_max = greatest(r.amount_max, excluded.amount_max),
                                first_event_at = least(r.first_event_at, excluded.first_event_at),
                                last_event_at = greatest(r.last_event_at, excluded.last_event_at)
                        )
                        SELECT count(*) FROM inserted""");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /**
     * Keeps the staged events whose message is counted already, with the event that counts for them.
     *
     * @return for each segment, how many
     */
    static int[] keepDuplicates(Connection connection, List<SegmentTask> segments) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                """
                WITH duplicates AS (
                    SELECT s.event_id, e.event_id AS original_event_id, s.segment
                    FROM staged_events s JOIN business_events e USING (company_id, message_id)
                    WHERE e.event_id <> s.event_id AND e.content_hash = s.content_hash
                ), kept AS (
                    INSERT INTO duplicate_events (event_id, original_event_id, segment_id)
                    SELECT event_id, original_event_id, (?::text[])[segment + 1] FROM duplicates
                )
                SELECT segment, count(*) FROM duplicates GROUP BY segment""")) {
            Object[] ids =
                    segments.stream().map(task -> task.segment().toString()).toArray();
            insert.setArray(1, connection.createArrayOf("text", ids));
            int[] duplicates = new int[segments.size()];
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    duplicates[row.getInt(1)] = row.getInt(2);
                }
            }
            return duplicates;
        }
    }

    /**
     * The same for dead letters that are replayed, each under its own raw segment.
     *
     * @return ids of the duplicates
     */
    static Set<UUID> keepReplayedDuplicates(Connection connection) throws SQLException {
        return ids(
                connection,
                """
                INSERT INTO duplicate_events (event_id, original_event_id, segment_id)
                SELECT s.event_id, e.event_id, d.segment_id
                FROM staged_events s
                JOIN business_events e USING (company_id, message_id)
                JOIN dead_letters d ON d.event_id = s.event_id
                WHERE e.event_id <> s.event_id AND e.content_hash = s.content_hash
                RETURNING event_id""");
    }

    /** Ids of the staged events that have a row of their own. */
    static Set<UUID> counted(Connection connection) throws SQLException {
        return ids(connection, "SELECT event_id FROM staged_events JOIN business_events USING (event_id)");
    }

    private static Set<UUID> ids(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            Set<UUID> ids = new HashSet<>();
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    /** Ids of the staged events whose message id is counted already for another content. */
    static Set<UUID> conflicting(Connection connection) throws SQLException {
        return ids(
                connection,
                """
                SELECT s.event_id FROM staged_events s JOIN business_events e USING (company_id, message_id)
                WHERE e.event_id <> s.event_id AND e.content_hash <> s.content_hash""");
    }
}
