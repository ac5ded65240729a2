package com.holded.pipeline.local.bench;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.local.generator.EventFile;
import com.holded.pipeline.local.generator.EventSender;
import com.holded.pipeline.local.generator.Generation;
import com.holded.pipeline.local.generator.RetryPolicy;
import com.holded.pipeline.platform.Secret;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Lets the job of a platform process generated events, and reads what it took from the run table. */
final class ProcessingBench implements AutoCloseable {
    private static final int COMPANIES = 40;
    private static final int PACKAGE = 100;
    private static final int CONNECTIONS = 16;
    private static final long LOOK_MILLIS = 100;

    private final LocalPlatform platform;
    private final Path folder;
    private final Connection database;
    private final HttpClient http = HttpClient.newHttpClient();
    private long seed;

    ProcessingBench(LocalPlatform platform, Path folder, long seed) throws SQLException {
        this.platform = platform;
        this.folder = folder;
        this.seed = seed;
        this.database = platform.connect();
    }

    Connection database() {
        return database;
    }

    /** Sends so many events that were not sent before, over HTTP; they wait in object storage. */
    void collect(long events) throws IOException, InterruptedException {
        Path file = folder.resolve("events.ndjson");
        EventFile.write(
                new Generation(events, seed++, COMPANIES, Instant.parse("2026-11-22T00:00:00Z")), file, n -> {});
        EventSender sender = new EventSender(platform.service(), new Secret(""), CONNECTIONS, RetryPolicy.DEFAULT);
        boolean complete = sender.send(file, PACKAGE, answer -> {}).complete();
        Files.delete(file);
        if (!complete) {
            throw new IOException("not all events were taken");
        }
    }

    /** Empties the tables of events, so that one measurement meets what the one before met. */
    void empty() throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(
                    "TRUNCATE business_events, duplicate_events, dead_letters, daily_rollup, monthly_rollup, daily_totals");
            statement.execute("VACUUM ANALYZE");
        }
    }

    /**
     * One run of the job.
     *
     * @param seconds from its start to its end, by the run table
     * @param steps milliseconds of each step, all workers together, as a JSON object
     */
    record JobFigure(long events, long segments, double seconds, String steps) {
        double eventsPerSecond() {
            return events / seconds;
        }
    }

    /** Seconds of the median of so many runs, each over so many new events. */
    double medianOfRuns(int runs, long events) throws IOException, InterruptedException, SQLException {
        double[] seconds = new double[runs];
        for (int run = 0; run < runs; run++) {
            if (events > 0) {
                collect(events);
            }
            seconds[run] = process().seconds();
        }
        Arrays.sort(seconds);
        return seconds[runs / 2];
    }

    /** Starts the job and waits for its end; a run that does not complete is no figure. */
    JobFigure process() throws IOException, InterruptedException, SQLException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(platform.service().resolve("/jobs/process-events/executions"))
                        .header("X-API-Key", platform.adminKey().reveal())
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new IOException("the job was not started: " + answer.statusCode() + " " + answer.body());
        }
        while (true) {
            try (Statement statement = database.createStatement();
                    ResultSet row = statement.executeQuery(
                            """
                            SELECT status, message, events, segments, step_millis::text AS steps, extract(epoch FROM ended_at - started_at) AS seconds
                            FROM job_runs ORDER BY run_id DESC LIMIT 1""")) {
                if (row.next() && row.getObject("seconds") != null) {
                    if (!row.getString("status").equals("COMPLETED")) {
                        throw new IOException(
                                "the job ended " + row.getString("status") + ": " + row.getString("message"));
                    }
                    return new JobFigure(
                            row.getLong("events"),
                            row.getLong("segments"),
                            row.getDouble("seconds"),
                            row.getString("steps"));
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
