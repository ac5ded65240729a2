package com.holded.pipeline.ledger;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.platform.JsonText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The replays that were asked for, and the dead letters that are still to be taken up. Thread-safe. */
public final class Replays {
    private static final String REPLAYS =
            """
            SELECT a.action_id, a.requested_by, a.requested_at, a.filter::text AS filter, a.patch,
                   count(*) FILTER (WHERE o.outcome = 'loaded') AS loaded,
                   count(*) FILTER (WHERE o.outcome = 'duplicate') AS duplicates,
                   count(*) FILTER (WHERE o.outcome = 'conflict') AS conflicts,
                   count(*) FILTER (WHERE o.outcome = 'failed') AS failed
            FROM dead_letter_actions a LEFT JOIN dead_letter_outcomes o USING (action_id)
            WHERE a.action = 'replay' AND %s
            GROUP BY a.action_id ORDER BY a.action_id DESC LIMIT ?""";

    private final Transactions transactions;

    /**
     * A dead letter that is to be taken up.
     *
     * @param storedAt when its raw segment was stored
     */
    public record Open(KeptDeadLetter letter, Instant storedAt) {}

    public Replays(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** Puts on record that a replay was asked for, and that this run carries it out. */
    public Replay request(String requestedBy, DeadLetterFilter filter, Optional<String> patch, long runId) {
        long id = transactions.run(connection -> {
            long actionId;
            try (PreparedStatement insert = connection.prepareStatement(
                    """
                    INSERT INTO dead_letter_actions (action, requested_by, filter, patch)
                    VALUES ('replay', ?, ?::jsonb, ?) RETURNING action_id""")) {
                insert.setString(1, requestedBy);
                insert.setString(2, JsonText.write(filter.toJson()));
                insert.setString(3, patch.orElse(null));
                try (ResultSet row = insert.executeQuery()) {
                    row.next();
                    actionId = row.getLong(1);
                }
            }
            assign(connection, actionId, runId);
            return actionId;
        });
        return find(id).orElseThrow();
    }

    /** Lets another run carry out what is left of a replay. */
    public void resume(long replayId, long runId) {
        transactions.run(connection -> {
            assign(connection, replayId, runId);
            return replayId;
        });
    }

    private static void assign(Connection connection, long replayId, long runId) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE job_runs SET action_id = ? WHERE run_id = ?")) {
            update.setLong(1, replayId);
            update.setLong(2, runId);
            update.executeUpdate();
        }
    }

    /** The replay of this id. */
    public Optional<Replay> find(long id) {
        return transactions.run(connection -> replays(connection, "a.action_id = ?", Optional.of(id), 1)).stream()
                .findFirst();
    }

    /** The replay that a run carries out. */
    public Optional<Replay> ofRun(long runId) {
        String condition = "a.action_id = (SELECT action_id FROM job_runs WHERE run_id = ?)";
        return transactions.run(connection -> replays(connection, condition, Optional.of(runId), 1)).stream()
                .findFirst();
    }

    /** The latest replays, newest first. */
    public List<Replay> latest(int limit) {
        return transactions.run(connection -> replays(connection, "true", Optional.empty(), limit));
    }

    private static List<Replay> replays(Connection connection, String condition, Optional<Long> parameter, int limit)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(REPLAYS.formatted(condition))) {
            int position = 1;
            if (parameter.isPresent()) {
                query.setLong(position++, parameter.get());
            }
            query.setInt(position, limit);
            List<Replay> replays = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    replays.add(replay(row));
                }
            }
            return replays;
        }
    }

    private static Replay replay(ResultSet row) throws SQLException {
        Json.Obj filter = JsonText.embedded(row.getString("filter"))
                .flatMap(Json::asObject)
                .orElseThrow(() -> new SQLException("a filter that is no object"));
        return new Replay(
                row.getLong("action_id"),
                row.getString("requested_by"),
                row.getTimestamp("requested_at").toInstant(),
                DeadLetterFilter.fromJson(filter),
                Optional.ofNullable(row.getString("patch")),
                new Replay.Counts(
                        row.getLong("loaded"),
                        row.getLong("duplicates"),
                        row.getLong("conflicts"),
                        row.getLong("failed")));
    }

    /**
     * The next dead letters that a replay has not tried yet, in the order of their ids: as many as fit, but one at least
     * while there is one. Those that were not there when the replay was asked for are not its business.
     *
     * @param after only those behind this one
     * @param bytes most bytes of the events as sent, all together
     */
    public List<Open> next(Replay replay, Optional<UUID> after, int most, long bytes) {
        String untried =
                """
                first_seen_at <= (SELECT requested_at FROM dead_letter_actions WHERE action_id = ?)
                AND NOT EXISTS (SELECT 1 FROM dead_letter_outcomes o
                                WHERE o.action_id = ? AND o.event_id = dead_letters.event_id)""";
        return open(replay.filter(), untried, List.of(replay.id(), replay.id()), after, most, bytes);
    }

    /** Dead letters that a replay of this filter would take up now, in the order of their ids; bounded as {@link #next}. */
    public List<Open> candidates(DeadLetterFilter filter, Optional<UUID> after, int most, long bytes) {
        return open(filter, "true", List.of(), after, most, bytes);
    }

    private List<Open> open(
            DeadLetterFilter filter,
            String condition,
            List<Long> parameters,
            Optional<UUID> after,
            int most,
            long bytes) {
        DeadLetterFilter open = filter.inStatus("open");
        String sql =
                """
                SELECT %s, stored_at FROM (
                    SELECT chosen.*, sum(octet_length(event)) OVER (ORDER BY event_id) - octet_length(event) AS bytes_before
                    FROM (SELECT * FROM dead_letters
                          WHERE (?::uuid IS NULL OR event_id > ?::uuid) AND %s AND %s
                          ORDER BY event_id LIMIT ?) chosen) sized
                JOIN raw_segments USING (segment_id)
                WHERE bytes_before < ? ORDER BY event_id"""
                        .formatted(DeadLetters.columns("sized"), open.condition(), condition);
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setObject(1, after.orElse(null));
                query.setObject(2, after.orElse(null));
                int position = open.bind(query, 3);
                for (long parameter : parameters) {
                    query.setLong(position++, parameter);
                }
                query.setInt(position, most);
                query.setLong(position + 1, bytes);
                List<Open> letters = new ArrayList<>();
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        letters.add(new Open(
                                DeadLetters.letter(row),
                                row.getTimestamp("stored_at").toInstant()));
                    }
                }
                return letters;
            }
        });
    }
}
