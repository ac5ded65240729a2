package com.holded.pipeline.local.bench;

import com.holded.pipeline.local.Folders;
import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the job: its speed beside PostgreSQL's own, what it holds in memory, how its cost grows, how fresh rows are. */
@Command(
        name = "process",
        mixinStandardHelpOptions = true,
        description = {
            "Collects events over HTTP, lets the job process them, and compares it in the same run with one COPY of the same",
            "rows into the same table, and with inserts row by row. Measures what a run costs that has little to do, or",
            "nothing. Then posts 1,000 events a second in packages of 20 while the local platform's schedule runs the job,",
            "and measures the time from POST to visible row."
        })
public final class BenchProcessCommand implements Callable<Integer> {
    private static final int ROWS_ONE_BY_ONE = 20_000;
    private static final int POSTS_PER_SECOND = 50;
    private static final int PACKAGE = 20;
    private static final int SMALL_RUNS = 41;
    private static final int EVENTS_OF_A_SMALL_RUN = 10;

    @Option(
            names = "--events",
            defaultValue = "100000,1000000",
            split = ",",
            paramLabel = "N",
            description = "Events of each run (${DEFAULT-VALUE}).")
    private List<Long> sizes = List.of();

    @Option(
            names = "--warm-up",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Events that are processed before anything is measured (${DEFAULT-VALUE}).")
    private long warmUp;

    @Option(
            names = "--heap",
            defaultValue = "1g",
            paramLabel = "SIZE",
            description = "Heap of the service, as -Xmx takes it (${DEFAULT-VALUE}).")
    private String heap = "";

    @Option(
            names = "--freshness",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "How long single events are posted (${DEFAULT-VALUE}).")
    private int freshnessSeconds;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Any number (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result here.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What was measured with so many events. */
    private record Row(long events, long segments, double job, double copy, double rowByRow, long peakMib) {
        static String head() {
            return String.format(
                    Locale.ROOT,
                    "%10s %9s %12s %12s %12s %10s",
                    "events",
                    "segments",
                    "job ev/s",
                    "COPY rows/s",
                    "rows/s 1by1",
                    "heap MiB");
        }

        String row() {
            return String.format(
                    Locale.ROOT, "%10d %9d %12.0f %12.0f %12.0f %10d", events, segments, job, copy, rowByRow, peakMib);
        }
    }

    /**
     * What a warm platform was measured at.
     *
     * @param smallRun median, in milliseconds, of runs over a few events each
     * @param emptyRun of runs over nothing
     */
    private record Speed(List<Row> rows, double smallRun, double emptyRun) {}

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("holded-bench-");
        try {
            Speed speed = speed(out, folder);
            Freshness.Figure fresh = freshness(out, folder);
            report(out, speed, fresh);
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private Speed speed(PrintWriter out, Path folder) throws IOException, InterruptedException, SQLException {
        GcLog gc = new GcLog(folder.resolve("gc.log"));
        List<String> jvm = new ArrayList<>(BenchPlatform.JVM_OPTIONS);
        jvm.add("-Xmx" + heap);
        jvm.add(gc.jvmOption());
        say(out, "Starting a platform of its own…");
        List<Row> rows = new ArrayList<>();
        try (LocalPlatform platform =
                        LocalPlatform.start(BenchPlatform.options(Files.createDirectory(folder.resolve("a")), jvm));
                ProcessingBench bench = new ProcessingBench(platform, folder, seed)) {
            bench.collect(warmUp);
            bench.process();
            say(out, Row.head());
            for (long events : sizes) {
                bench.empty();
                bench.collect(events);
                long before = gc.position();
                ProcessingBench.JobFigure job = bench.process();
                long peak = gc.peakMib(before);
                LoadYardsticks yardsticks = new LoadYardsticks(bench.database(), folder);
                Row row = new Row(
                        events,
                        job.segments(),
                        job.eventsPerSecond(),
                        yardsticks.copy(),
                        yardsticks.rowByRow(ROWS_ONE_BY_ONE),
                        peak);
                say(out, row.row() + "   ms of steps: " + job.steps());
                rows.add(row);
            }
            Speed speed = new Speed(
                    rows,
                    1000 * bench.medianOfRuns(SMALL_RUNS, EVENTS_OF_A_SMALL_RUN),
                    1000 * bench.medianOfRuns(SMALL_RUNS, 0));
            say(
                    out,
                    String.format(
                            Locale.ROOT,
                            "%nA run over %d events: %.0f ms, over none: %.0f ms (medians of %d)",
                            EVENTS_OF_A_SMALL_RUN,
                            speed.smallRun(),
                            speed.emptyRun(),
                            SMALL_RUNS));
            return speed;
        }
    }

    private Freshness.Figure freshness(PrintWriter out, Path folder)
            throws IOException, InterruptedException, SQLException {
        LocalPlatform.Options options = BenchPlatform.options(
                        Files.createDirectory(folder.resolve("b")), BenchPlatform.JVM_OPTIONS)
                .with(Setting.JOB_SCHEDULE, LocalPlatform.SCHEDULE);
        try (LocalPlatform platform = LocalPlatform.start(options)) {
            Freshness freshness = new Freshness(platform, NumberedEvents.generate(folder));
            Duration duration = Duration.ofSeconds(freshnessSeconds);
            freshness.measure(POSTS_PER_SECOND, PACKAGE, duration, 0);
            Freshness.Figure figure = freshness.measure(
                    POSTS_PER_SECOND, PACKAGE, duration, POSTS_PER_SECOND * PACKAGE * freshnessSeconds);
            say(
                    out,
                    String.format(
                            Locale.ROOT,
                            "%nPOST to visible row, %d events a second: p50 %.2f s, p99 %.2f s, max %.2f s",
                            POSTS_PER_SECOND * PACKAGE,
                            figure.p50(),
                            figure.p99(),
                            figure.max()));
            return figure;
        }
    }

    private void report(PrintWriter out, Speed speed, Freshness.Figure fresh) throws IOException {
        List<Row> rows = speed.rows();
        Row first = rows.get(0);
        Row last = rows.get(rows.size() - 1);
        Map<String, Double> ratios = new LinkedHashMap<>();
        ratios.put("job_vs_copy", last.job() / last.copy());
        ratios.put("job_vs_row_inserts", last.job() / last.rowByRow());
        // Seconds per event of the largest run to those of the smallest: 1 = linear.
        ratios.put("growth_100k_to_1m", first.job() / last.job());
        say(out, "");
        ratios.forEach((name, ratio) -> say(out, String.format(Locale.ROOT, "%-24s %8.2f", name, ratio)));
        Path file = json;
        if (file != null) {
            String all = ratios.entrySet().stream()
                    .map(ratio -> String.format(Locale.ROOT, "\"%s\":%.3f", ratio.getKey(), ratio.getValue()))
                    .collect(Collectors.joining(","));
            Files.writeString(
                    file,
                    String.format(
                            Locale.ROOT,
                            "{\"ratios\":{%s},\"freshness_p50_s\":%.3f,\"freshness_p99_s\":%.3f,\"peak_heap_mib\":%d,"
                                    + "\"small_run_ms\":%.0f,\"empty_run_ms\":%.0f}%n",
                            all,
                            fresh.p50(),
                            fresh.p99(),
                            last.peakMib(),
                            speed.smallRun(),
                            speed.emptyRun()));
        }
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
