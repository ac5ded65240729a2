package com.holded.pipeline.ledger;

import com.holded.pipeline.event.EventId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Tells what became of an event, by its id alone: each table is asked by its primary key. Thread-safe. */
public final class Lineages {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Transactions transactions;

    public Lineages(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** What the tables know of an event; nothing, when there is none. */
    public Lineage of(EventId event) {
        UUID id = event.value();
        return transactions.snapshot(LONGEST, connection -> {
            @Nullable KeptDeadLetter letter = DeadLetters.find(connection, id).orElse(null);
            return new Lineage(
                    segment(connection, event),
                    row(connection, id),
                    duplicate(connection, id),
                    letter,
                    letter == null ? List.of() : DeadLetters.history(connection, id));
        });
    }

    private static Lineage.@Nullable Processed segment(Connection connection, EventId event) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT s.state, s.discovered_at, s.finished_at, s.reason, coalesce(s.enriched_key, '') AS enriched_key,
                       coalesce(s.enriched_sha256, '') AS enriched_sha256, coalesce(r.run_id, 0) AS run_id, r.job_name,
                       r.status, r.started_at, r.ended_at
                FROM raw_segments s LEFT JOIN job_runs r USING (run_id) WHERE s.segment_id = ?""")) {
            query.setString(1, event.segment().toString());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Lineage.Processed(
                                row.getString("state"),
                                row.getTimestamp("discovered_at").toInstant(),
                                instant(row.getTimestamp("finished_at")),
                                row.getString("reason"),
                                row.getString("enriched_key"),
                                row.getString("enriched_sha256"),
                                row.getLong("run_id") == 0 ? null : execution(row))
                        : null;
            }
        }
    }

    private static Lineage.Execution execution(ResultSet row) throws SQLException {
        return new Lineage.Execution(
                row.getLong("run_id"),
                row.getString("job_name"),
                row.getString("status"),
                row.getTimestamp("started_at").toInstant(),
                instant(row.getTimestamp("ended_at")));
    }

    private static Lineage.@Nullable Row row(Connection connection, UUID event) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT created_at, business_day, business_context, data_quality_score, schema_id
                FROM business_events WHERE event_id = ?""")) {
            query.setObject(1, event);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Lineage.Row(
                                row.getTimestamp("created_at").toInstant(),
                                row.getObject("business_day", LocalDate.class),
                                row.getString("business_context"),
                                row.getBigDecimal("data_quality_score"),
                                row.getInt("schema_id"))
                        : null;
            }
        }
    }

    private static Lineage.@Nullable Duplicate duplicate(Connection connection, UUID event) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT original_event_id, created_at FROM duplicate_events WHERE event_id = ?")) {
            query.setObject(1, event);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Lineage.Duplicate(
                                row.getObject("original_event_id", UUID.class),
                                row.getTimestamp("created_at").toInstant())
                        : null;
            }
        }
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
