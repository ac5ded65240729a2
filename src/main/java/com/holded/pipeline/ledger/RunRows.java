package com.holded.pipeline.ledger;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.platform.JsonText;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The run table's columns, and the runs in its rows. */
final class RunRows {
    /** That a run, of the table as {@code r}, has not ended. */
    static final String ALIVE = "r.status IN ('STARTING', 'STARTED', 'STOPPING')";

    /** What {@link #all} reads, of the table as {@code r}. */
    static final String COLUMNS =
            """
             r.run_id, r.job_name, r.parameters::text AS parameters, r.status, r.started_by, r.started_at, r.heartbeat_at,
            r.ended_at, coalesce(r.restart_of, 0) AS restart_of, coalesce(r.batch_execution_id, 0) AS batch_id,
            r.segments, r.segments_done, r.quarantined, r.events, r.loaded, r.duplicates, r.conflicts, r.dead_letters,
            r.bytes, r.bytes_done, r.waiting_segments, r.waiting_bytes, r.step_millis::text AS step_millis, r.message""";

    private RunRows() {}

    static Optional<Run> first(PreparedStatement query) throws SQLException {
        return all(query).stream().findFirst();
    }

    static List<Run> all(PreparedStatement query) throws SQLException {
        List<Run> runs = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                runs.add(run(row));
            }
        }
        return runs;
    }

    private static Run run(ResultSet row) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        return new Run(
                row.getLong("run_id"),
                row.getString("job_name"),
                parameters(row),
                RunStatus.valueOf(row.getString("status")),
                row.getString("started_by"),
                row.getTimestamp("started_at").toInstant(),
                row.getTimestamp("heartbeat_at").toInstant(),
                ended == null ? 0 : ended.getTime(),
                row.getLong("restart_of"),
                row.getLong("batch_id"),
                progress(row),
                stepMillis(row),
                row.getString("message"));
    }

    private static RunParameters parameters(ResultSet row) throws SQLException {
        return JsonText.embedded(row.getString("parameters"))
                .flatMap(Json::asObject)
                .map(RunParameters::fromJson)
                .orElseThrow(() -> new SQLException("parameters that are no object"));
    }

    private static SortedMap<String, Long> stepMillis(ResultSet row) throws SQLException {
        SortedMap<String, Long> millis = new TreeMap<>();
        JsonText.embedded(row.getString("step_millis"))
                .flatMap(Json::asObject)
                .orElseThrow(() -> new SQLException("times of steps that are no object"))
                .members()
                .forEach((step, time) -> time.asNumber().ifPresent(literal -> millis.put(step, Long.valueOf(literal))));
        return millis;
    }

    private static RunProgress progress(ResultSet row) throws SQLException {
        return new RunProgress(
                row.getInt("segments"),
                row.getInt("segments_done"),
                row.getInt("quarantined"),
                row.getLong("events"),
                row.getLong("loaded"),
                row.getLong("duplicates"),
                row.getLong("conflicts"),
                row.getLong("dead_letters"),
                row.getLong("bytes"),
                row.getLong("bytes_done"),
                new RunProgress.Waiting(row.getInt("waiting_segments"), row.getLong("waiting_bytes")));
    }
}
