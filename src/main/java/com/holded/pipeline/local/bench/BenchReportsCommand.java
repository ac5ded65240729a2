package com.holded.pipeline.local.bench;

import com.holded.pipeline.local.Folders;
import com.holded.pipeline.local.LocalPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures every report in every format over few and many events, its memory, and what reports cost collection. */
@Command(
        name = "reports",
        mixinStandardHelpOptions = true,
        description = {
            "Downloads every report in every format over the generated rollup of few and many events; then a CSV of",
            "millions of rows beside PostgreSQL's own CSV of the same query; then four reports at once beside",
            "collection at a fixed rate."
        })
public final class BenchReportsCommand implements Callable<Integer> {
    private static final int TIMES = 3;
    private static final int AT_ONCE = 4;
    private static final int PACKAGE = 20;
    private static final int CONNECTIONS = 16;
    private static final ReportDownloads.Document CSV = new ReportDownloads.Document("company-analytics", "csv");
    private static final ReportDownloads.Document PDF = new ReportDownloads.Document("company-analytics", "pdf");

    /** What is measured one after the other. */
    enum Part {
        documents,
        csv,
        collection
    }

    @Option(
            names = "--only",
            defaultValue = "documents,csv,collection",
            split = ",",
            paramLabel = "PART",
            description = "${COMPLETION-CANDIDATES} (all of them).")
    private Set<Part> parts = Set.of();

    @Option(
            names = "--events",
            defaultValue = "1000,100000,5000000",
            split = ",",
            paramLabel = "N",
            description = "Events of each rollup (${DEFAULT-VALUE}).")
    private List<Long> sizes = List.of();

    @Option(
            names = "--rows",
            defaultValue = "2000000",
            paramLabel = "N",
            description = "Rows of the large CSV (${DEFAULT-VALUE}).")
    private long rows;

    @Option(
            names = "--heap",
            defaultValue = "512m",
            paramLabel = "SIZE",
            description = "Heap of the service, as -Xmx takes it (${DEFAULT-VALUE}).")
    private String heap = "";

    @Option(
            names = "--rate",
            defaultValue = "2000",
            paramLabel = "N",
            description = "Events a second that are collected beside reports (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            paramLabel = "S",
            description = "Seconds of collection, alone and beside reports (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result here.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, Double> ratios = new LinkedHashMap<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        Path folder = Files.createTempDirectory("holded-bench-");
        GcLog gc = new GcLog(folder.resolve("gc.log"));
        List<String> jvm = new ArrayList<>(BenchPlatform.JVM_OPTIONS);
        jvm.add("-Xmx" + heap);
        jvm.add(gc.jvmOption());
        say("Starting a platform of its own…");
        try (LocalPlatform platform = LocalPlatform.start(BenchPlatform.options(folder, jvm));
                Connection database = platform.connect()) {
            // As `up` does, before it says that everything is there.
            platform.awaitReports();
            Bench bench = new Bench(
                    platform,
                    gc,
                    new GeneratedRollup(database),
                    new ReportDownloads(platform.service(), platform.adminKey()));
            if (parts.contains(Part.documents)) {
                bench.documents();
            }
            if (parts.contains(Part.csv)) {
                bench.largeCsv();
            }
            if (parts.contains(Part.collection)) {
                bench.besideCollection(Packages.generate(folder).of(PACKAGE));
            }
            write();
            return 0;
        } finally {
            Folders.delete(folder);
        }
    }

    private final class Bench {
        private final LocalPlatform platform;
        private final GcLog gc;
        private final GeneratedRollup rollup;
        private final ReportDownloads downloads;

        Bench(LocalPlatform platform, GcLog gc, GeneratedRollup rollup, ReportDownloads downloads) {
            this.platform = platform;
            this.gc = gc;
            this.rollup = rollup;
            this.downloads = downloads;
        }

        void documents() throws IOException, InterruptedException, SQLException {
            rollup.fill(sizes.get(0));
            double first = downloads.get(PDF).seconds();
            say(String.format(Locale.ROOT, "%nThe first report after the start: %.2f s", first));
            figures.put("first_report_s", first);
            say(String.format(
                    Locale.ROOT,
                    "%n%-20s %-6s %12s %10s %12s %10s",
                    "report",
                    "format",
                    "events",
                    "ms",
                    "bytes",
                    "heap MiB"));
            warmUp();
            Map<String, Double> few = new LinkedHashMap<>();
            Map<String, Double> many = new LinkedHashMap<>();
            for (long events : sizes) {
                rollup.fill(events);
                for (ReportDownloads.Document document : downloads.all()) {
                    long before = gc.position();
                    ReportDownloads.Figure best = best(document);
                    say(String.format(
                            Locale.ROOT,
                            "%-20s %-6s %12d %10.0f %12d %10d",
                            document.report(),
                            document.format(),
                            events,
                            best.seconds() * 1e3,
                            best.bytes(),
                            gc.peakMib(before)));
                    if (document.format().equals(PDF.format())) {
                        few.putIfAbsent(document.report(), best.seconds());
                        many.put(document.report(), best.seconds());
                    }
                }
            }
            say("");
            Map<String, Double> costs = new LinkedHashMap<>();
            many.forEach((report, seconds) -> costs.put(report, seconds / few.getOrDefault(report, Double.NaN)));
            costs.forEach((report, cost) -> say(String.format(
                    Locale.ROOT,
                    "PDF of %d events to %d: %-20s %.2f",
                    sizes.get(sizes.size() - 1),
                    sizes.get(0),
                    report,
                    cost)));
            ratios.put("pdf_5m_vs_1k_events", Collections.max(costs.values()));
            figures.put("next_report_ms", few.getOrDefault(PDF.report(), Double.NaN) * 1e3);
        }

        /** Else what is measured first would be slow, however few its events are. */
        private void warmUp() throws IOException, InterruptedException, SQLException {
            rollup.fill(sizes.get(sizes.size() - 1));
            for (ReportDownloads.Document document : downloads.all()) {
                best(document);
            }
        }

        /** The best of a few. */
        private ReportDownloads.Figure best(ReportDownloads.Document document)
                throws IOException, InterruptedException {
            ReportDownloads.Figure best = downloads.get(document);
            for (int time = 1; time < TIMES; time++) {
                ReportDownloads.Figure next = downloads.get(document);
                best = next.seconds() < best.seconds() ? next : best;
            }
            return best;
        }

        void largeCsv() throws IOException, InterruptedException, SQLException {
            rollup.fillCompanies(rows);
            double copy = Math.min(rollup.copySeconds(), rollup.copySeconds());
            double plainCopy = Math.min(rollup.plainCopySeconds(), rollup.plainCopySeconds());
            long before = gc.position();
            ReportDownloads.Figure csv = best(CSV);
            long peak = gc.peakMib(before);
            say(String.format(
                    Locale.ROOT,
                    "%nCSV of %d rows: %.1f s, %.0f MB, %d MiB of heap; PostgreSQL's own %.1f s, of a plain grouping %.1f s",
                    csv.lines() - 1,
                    csv.seconds(),
                    csv.bytes() / 1e6,
                    peak,
                    copy,
                    plainCopy));
            if (csv.lines() - 1 != rows) {
                throw new IOException("the CSV has " + (csv.lines() - 1) + " rows, not " + rows);
            }
            ratios.put("csv_vs_copy", copy / csv.seconds());
            ratios.put("csv_vs_plain_copy", plainCopy / csv.seconds());
            figures.put("csv_peak_heap_mib", (double) peak);
        }

        void besideCollection(List<byte[]> packages) throws IOException, InterruptedException, SQLException {
            rollup.fill(sizes.get(sizes.size() - 1));
            collect(packages);
            double alone = collect(packages).p99Millis();
            ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE);
            AtomicBoolean goesOn = new AtomicBoolean(true);
            List<Future<Integer>> reading = new ArrayList<>();
            for (int reader = 0; reader < AT_ONCE; reader++) {
                reading.add(readers.submit(() -> {
                    int read = 0;
                    for (; goesOn.get(); read++) {
                        downloads.get(read % 2 == 0 ? CSV : PDF);
                    }
                    return read;
                }));
            }
            double beside = collect(packages).p99Millis();
            goesOn.set(false);
            int read = 0;
            for (Future<Integer> reader : reading) {
                try {
                    read += reader.get();
                } catch (ExecutionException failed) {
                    throw new IOException("a report failed beside collection", failed.getCause());
                }
            }
            readers.shutdown();
            say(String.format(
                    Locale.ROOT,
                    "%nCollection of %d events a second: p99 %.1f ms alone, %.1f ms beside %d reports at once (%d in all)",
                    rate,
                    alone,
                    beside,
                    AT_ONCE,
                    read));
            ratios.put("collect_p99_beside_reports", beside / alone);
        }

        private Figures collect(List<byte[]> packages) throws IOException, InterruptedException {
            return new PacedLoad(Duration.ofSeconds(seconds))
                    .run(
                            "collect",
                            HttpConnection.to(platform.service().resolve("/collect")),
                            packages,
                            PACKAGE,
                            CONNECTIONS,
                            rate);
        }
    }

    private void write() throws IOException {
        say("");
        ratios.forEach((name, ratio) -> say(String.format(Locale.ROOT, "%-28s %8.2f", name, ratio)));
        Path file = json;
        if (file != null) {
            Files.writeString(file, "{\"ratios\":{" + members(ratios) + "}," + members(figures) + "}\n");
        }
    }

    private static String members(Map<String, Double> values) {
        return values.entrySet().stream()
                .map(value -> String.format(Locale.ROOT, "\"%s\":%.3f", value.getKey(), value.getValue()))
                .collect(Collectors.joining(","));
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
