package com.holded.pipeline.local;

import com.holded.pipeline.local.generator.EventFile;
import com.holded.pipeline.local.generator.EventSender;
import com.holded.pipeline.local.generator.Generation;
import com.holded.pipeline.local.generator.RetryPolicy;
import com.holded.pipeline.local.generator.SendResult;
import com.holded.pipeline.platform.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The way of some sample events through the whole product, from the producer to the reports. */
final class Demo {
    private static final int COMPANIES = 40;
    private static final int CONNECTIONS = 4;
    private static final List<String> REPORTS = List.of("company-analytics", "event-type-summary");
    private static final List<String> FORMATS = List.of("pdf", "csv");

    private final LocalPlatform platform;
    private final ServiceClient client;
    private final Jobs jobs;
    private final Progress progress;

    Demo(LocalPlatform platform, Progress progress) {
        this.platform = platform;
        this.client = new ServiceClient(platform.service(), Optional.of(platform.adminKey()));
        this.jobs = new Jobs(client);
        this.progress = progress;
    }

    /**
     * Generates, sends, processes and reports.
     *
     * @param file where the events are written
     * @param reports folder for the reports
     */
    DemoSummary run(long events, long seed, Path file, Path reports) {
        Generation generation =
                new Generation(events, seed, COMPANIES, Instant.now().truncatedTo(ChronoUnit.DAYS));
        step("Generating", () -> {
            generate(generation, file);
            return events + " events, seed " + seed;
        });
        Map<String, Long> contextsBefore = contexts();
        long lastRun = jobs.lastEnded();
        SendResult sent = send(file);
        JobRun total = process(lastRun);
        step("Reporting", () -> {
            download(reports);
            return reports.toString();
        });
        return new DemoSummary(sent, total, contextsBefore, contexts());
    }

    private static void generate(Generation generation, Path file) {
        try {
            Folders.makeFor(file);
            EventFile.write(generation, file, size -> {});
        } catch (IOException failed) {
            throw new LocalProblem("Cannot write " + file + " (" + failed.getMessage() + ")", failed);
        }
    }

    private SendResult send(Path file) {
        progress.begins("Sending");
        try {
            Secret key = platform.adminKey();
            SendResult result = new EventSender(platform.service(), key, CONNECTIONS, RetryPolicy.DEFAULT)
                    .send(file, EventSender.AS_THEY_STAND, answer -> {});
            if (!result.complete()) {
                progress.fails("Sending");
                throw new LocalProblem("Not all events could be sent: " + String.join("; ", result.problems()));
            }
            progress.ends("Sending", result.packages() + " packages", result.elapsed());
            return result;
        } catch (IOException unreadable) {
            throw new LocalProblem("Cannot read " + file + " (" + unreadable.getMessage() + ")", unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalProblem("Interrupted", interrupted);
        }
    }

    /** Runs the job to its end; the sum of it and of the executions that the schedule started meanwhile. */
    private JobRun process(long lastRun) {
        long begun = System.nanoTime();
        progress.begins("Processing");
        JobRun ours = jobs.processEvents("", other -> {}, run -> {});
        JobRun total = jobs.since(lastRun);
        if (!ours.isCompleted()) {
            progress.fails("Processing");
            throw new LocalProblem("The job did not complete: " + ours.result());
        }
        progress.ends(
                "Processing",
                total.events() + " events in " + total.segments() + " segments",
                Duration.ofNanos(System.nanoTime() - begun));
        return total;
    }

    private void download(Path folder) {
        Folders.make(folder);
        for (String report : REPORTS) {
            for (String format : FORMATS) {
                client.download(
                        ReportCommand.path(report, format, Map.of("lang", "es")),
                        folder.resolve(report + "." + format));
            }
        }
    }

    private Map<String, Long> contexts() {
        try (Connection connection = platform.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT business_context, count(*) FROM business_events GROUP BY business_context")) {
            Map<String, Long> counts = new TreeMap<>();
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
            return counts;
        } catch (SQLException failed) {
            throw new LocalProblem("Cannot count the events in PostgreSQL (" + failed.getMessage() + ")", failed);
        }
    }

    private void step(String name, Supplier<String> work) {
        long begun = System.nanoTime();
        progress.begins(name);
        String result;
        try {
            result = work.get();
        } catch (RuntimeException failed) {
            progress.fails(name);
            throw failed;
        }
        progress.ends(name, result, Duration.ofNanos(System.nanoTime() - begun));
    }
}
