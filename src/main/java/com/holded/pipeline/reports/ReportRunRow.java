package com.holded.pipeline.reports;

import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.platform.JsonText;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** How a run of a report stands in its table. */
final class ReportRunRow {
    static final String COLUMNS = "run_id, report, format, parameters, company_id, requested_by, requested_at,"
            + " status, attempts, started_at, ended_at, size_bytes, sha256, position, message";

    private ReportRunRow() {}

    /** The run that this row is. */
    static ReportRun of(ResultSet row) throws SQLException {
        String format = row.getString("format");
        return new ReportRun(
                row.getObject("run_id", UUID.class),
                row.getString("report"),
                Format.of(format).orElseThrow(() -> new IllegalStateException("a run of the format " + format)),
                parameters(row.getString("parameters")),
                row.getString("company_id"),
                row.getString("requested_by"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                ReportRun.Status.of(row.getString("status")),
                row.getInt("attempts"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getLong("size_bytes"),
                row.getString("sha256"),
                row.getString("position"),
                row.getString("message"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** Parameters as the table keeps them. */
    static String json(Map<String, String> parameters) {
        JsonBuilder json = new JsonBuilder();
        parameters.forEach(json::text);
        return JsonText.write(json.build());
    }

    private static Map<String, String> parameters(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        Map<String, String> parameters = new TreeMap<>();
        JsonText.parse(utf8, 0, utf8.length, JsonText.Limits.widest())
                .value()
                .asObject()
                .ifPresent(object -> object.members()
                        .forEach((name, value) -> parameters.put(
                                name, value.asText().orElseThrow(() -> new IllegalStateException(name)))));
        return parameters;
    }
}
