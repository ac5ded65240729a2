package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Executions of jobs, newest first under the name of the job: what came of them, what they counted, how long they took. */
final class JobRuns implements Definition {
    private static final List<Column> COLUMNS = List.of(
            Column.text("run_id"),
            Column.text("job"),
            Column.text("status"),
            Column.text("started_by"),
            Column.instant("started_at"),
            Column.instant("ended_at"),
            Column.seconds("seconds"),
            Column.count("segments"),
            Column.count("events"),
            Column.count("loaded"),
            Column.count("duplicates"),
            Column.count("conflicts"),
            Column.count("dead_letters"),
            Column.count("quarantined"),
            Column.text("message"));

    private static final String RUNS =
            """
            WITH runs AS (
                SELECT *,
                       (started_at AT TIME ZONE 'Europe/Madrid')::date                   AS day,
                       extract(epoch FROM coalesce(ended_at, heartbeat_at) - started_at) AS seconds
                FROM job_runs
                WHERE (started_at AT TIME ZONE 'Europe/Madrid')::date BETWEEN :from AND :to
            )
            """;

    private static final String SUMS = RUNS
            + """
            SELECT count(*) AS runs,
                   count(*) FILTER (WHERE status IN ('FAILED', 'ABANDONED'))  AS failed,
                   coalesce(sum(events), 0)::bigint                           AS events,
                   coalesce(sum(dead_letters + conflicts), 0)::bigint         AS dead_letters,
                   coalesce(sum(seconds), 0)                                  AS seconds,
                   max(started_at)                                            AS last_started_at
            FROM runs
            """;

    private static final List<String> OUTCOMES = List.of("COMPLETED", "FAILED", "RUNNING", "STOPPED");

    @Override
    public String name() {
        return "job-runs";
    }

    @Override
    public Set<Parameter> parameters() {
        return EnumSet.of(
                Parameter.FROM, Parameter.TO, Parameter.PERIOD, Parameter.LANG, Parameter.BOM, Parameter.FOOTER);
    }

    @Override
    public boolean isOfCompanies() {
        return false;
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public String span() {
        return RUNS + "SELECT min(day), max(day) FROM runs";
    }

    @Override
    public String rows(Snapshot snapshot, Request.Choice choice) {
        return RUNS.stripTrailing()
                + """
            , grouped AS (
                SELECT job_name,
                       run_id,
                       grouping(job_name)            AS all_jobs,
                       grouping(run_id)              AS all_runs,
                       count(*)                      AS lines,
                       min(status)                   AS status,
                       min(started_by)               AS started_by,
                       min(started_at)               AS started_at,
                       max(ended_at)                 AS ended_at,
                       sum(seconds)                  AS seconds,
                       coalesce(sum(segments_done), 0) AS segments,
                       coalesce(sum(events), 0)      AS events,
                       coalesce(sum(loaded), 0)      AS loaded,
                       coalesce(sum(duplicates), 0)  AS duplicates,
                       coalesce(sum(conflicts), 0)   AS conflicts,
                       coalesce(sum(dead_letters), 0) AS dead_letters,
                       coalesce(sum(quarantined), 0) AS quarantined,
                       min(message)                  AS message
                FROM runs
                GROUP BY GROUPING SETS ((job_name, run_id), (job_name), ())
            )
            SELECT CASE WHEN all_runs = 0 THEN 'DETAIL' WHEN all_jobs = 0 THEN 'GROUP' ELSE 'TOTAL' END AS level,
                   lines,
                   run_id,
                   job_name                                              AS job,
                   CASE WHEN all_runs = 0 THEN status END                AS status,
                   CASE WHEN all_runs = 0 THEN started_by END            AS started_by,
                   CASE WHEN all_runs = 0 THEN started_at END            AS started_at,
                   CASE WHEN all_runs = 0 THEN ended_at END              AS ended_at,
                   seconds, segments, events, loaded, duplicates, conflicts, dead_letters, quarantined,
                   CASE WHEN all_runs = 0 THEN nullif(message, '') END   AS message
            FROM grouped
            ORDER BY all_jobs, job_name, all_runs, run_id DESC
            """;
    }

    /** Runs beat and end without any load. */
    @Override
    public String freshness(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT count(*), max(run_id), max(heartbeat_at), max(ended_at) FROM job_runs");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1) + " " + row.getLong(2) + " " + row.getString(3) + " " + row.getString(4);
        }
    }

    @Override
    public int rowsPerPage() {
        return 34;
    }

    @Override
    public Front front(Snapshot snapshot, Request.Choice choice, Language language) {
        Printed printed = new Printed(language);
        return snapshot.one(SUMS, row -> {
            long runs = row.getLong("runs");
            OffsetDateTime last = row.getObject("last_started_at", OffsetDateTime.class);
            BigDecimal seconds = row.getBigDecimal("seconds");
            return new Front(
                    "",
                    runs == 0,
                    runs,
                    List.of(
                            new Front.Figure("figure.runs", printed.count(runs)),
                            new Front.Figure("figure.failed", printed.count(row.getLong("failed"))),
                            new Front.Figure("figure.events_read", printed.count(row.getLong("events"))),
                            new Front.Figure("figure.dead_letters", printed.count(row.getLong("dead_letters"))),
                            new Front.Figure("figure.time_spent", printed.duration(seconds)),
                            new Front.Figure(
                                    "figure.last_run",
                                    last == null ? Printed.nothing() : printed.instant(last.toInstant()))),
                    runs == 0 ? List.of() : List.of(outcomes(snapshot, language)));
        });
    }

    private static Chart outcomes(Snapshot snapshot, Language language) {
        Granularity granularity = Granularity.of(snapshot.span());
        List<Chart.Key> parts = new ArrayList<>();
        for (String outcome : OUTCOMES) {
            int place = parts.size();
            // Blue, red, orange and grey tell good from bad.
            int rgb = Palette.rgb(List.of(2, 1, 5, 3).get(place));
            parts.add(new Chart.Key(place, language.text("outcome." + outcome), rgb));
        }
        Timeline timeline = new Timeline(granularity, snapshot.span(), parts, language);
        String sql = RUNS
                + "SELECT date_trunc('" + granularity.field() + "', day::timestamp)::date AS start,"
                + " CASE WHEN status IN ('FAILED', 'ABANDONED') THEN 'FAILED'"
                + " WHEN status IN ('COMPLETED', 'STOPPED') THEN status ELSE 'RUNNING' END AS outcome,"
                + " count(*) AS runs FROM runs GROUP BY 1, 2";
        record Sum(LocalDate start, String outcome, long runs) {}
        snapshot.list(
                        sql,
                        row -> new Sum(
                                row.getObject("start", LocalDate.class), row.getString("outcome"), row.getLong("runs")))
                .forEach(sum -> timeline.add(sum.start(), parts.get(OUTCOMES.indexOf(sum.outcome())), sum.runs()));
        return timeline.chart(language.text("chart.runs"));
    }
}
