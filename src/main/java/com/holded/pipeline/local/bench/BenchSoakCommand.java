package com.holded.pipeline.local.bench;

import com.holded.pipeline.local.Folders;
import com.holded.pipeline.local.LocalPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Loads the service fully for minutes, bad input among it, and looks whether it grows. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = {
            "Loads a service fully for minutes, every fifth request being bad, beside slow callers, and looks at what it",
            "holds: live heap after a full collection, threads, files, connections. Callers are held up for each look.",
            "Exit code 1 when the heap grew by more than 10 % from the first third to the last (medians), or a request was",
            "answered wrongly."
        })
public final class BenchSoakCommand implements Callable<Integer> {
    private static final double MOST_GROWTH = 0.10;
    private static final long SEED = 20_261_124;

    @Option(
            names = "--minutes",
            defaultValue = "10",
            paramLabel = "N",
            description = "Length of the load after the warm-up (${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            paramLabel = "N",
            description = "Seconds of the same load before the first look (${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(
            names = "--every",
            defaultValue = "30",
            paramLabel = "N",
            description = "Seconds from one look to the next (${DEFAULT-VALUE}).")
    private int everySeconds;

    @Option(
            names = "--callers",
            defaultValue = "16",
            paramLabel = "N",
            description = "Callers that send as fast as they are answered (${DEFAULT-VALUE}).")
    private int callers;

    @Option(
            names = "--slow-callers",
            defaultValue = "50",
            paramLabel = "N",
            description = "Callers beside them that send a byte now and then (${DEFAULT-VALUE}).")
    private int slowCallers;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result here.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * One look.
     *
     * @param seconds since the first one
     * @param eventsPerSecond good events that were taken since the one before
     */
    private record Sample(long seconds, double eventsPerSecond, Vitals vitals) {
        String row() {
            return String.format(Locale.ROOT, "%8d %12.0f %s", seconds, eventsPerSecond, vitals.row());
        }

        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"seconds\":%d,\"events_per_second\":%.0f,\"heap_bytes\":%d,\"threads\":%d,\"files\":%d,"
                            + "\"connections\":%d}",
                    seconds,
                    eventsPerSecond,
                    vitals.heapBytes(),
                    vitals.threads(),
                    vitals.files(),
                    vitals.connections());
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("holded-bench-");
        out.println("Starting a platform of its own…");
        out.flush();
        try (LocalPlatform platform = LocalPlatform.start(BenchPlatform.options(folder, BenchPlatform.JVM_OPTIONS))) {
            URI address = platform.service().resolve("/collect");
            Packages packages = Packages.generate(folder);
            Map<Integer, List<byte[]>> bodies = new HashMap<>();
            SoakLoad.sizes().forEach(size -> bodies.put(size, packages.of(size)));
            try (SoakLoad load = new SoakLoad(address, bodies, callers, SEED);
                    SlowCallers slow = new SlowCallers(address, SEED)) {
                slow.begin(slowCallers);
                TimeUnit.SECONDS.sleep(warmUpSeconds);
                return report(out, load, samples(out, load, platform));
            }
        } finally {
            Folders.delete(folder);
        }
    }

    private List<Sample> samples(PrintWriter out, SoakLoad load, LocalPlatform platform)
            throws IOException, InterruptedException {
        ProcessHandle service = platform.payara().process().orElseThrow();
        out.println(String.format(Locale.ROOT, "%8s %12s %s", "seconds", "events/s", Vitals.head()));
        List<Sample> samples = new ArrayList<>();
        long begun = System.nanoTime();
        long last = begun;
        long eventsBefore = load.events();
        for (int look = 0; look <= TimeUnit.MINUTES.toSeconds(minutes) / everySeconds; look++) {
            long due = begun + TimeUnit.SECONDS.toNanos((long) look * everySeconds);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            double seconds = (System.nanoTime() - last) / 1e9;
            double rate = look == 0 ? 0 : (load.events() - eventsBefore) / seconds;
            Sample sample = new Sample((long) look * everySeconds, rate, load.between(() -> Vitals.of(service)));
            samples.add(sample);
            out.println(sample.row());
            out.flush();
            last = System.nanoTime();
            eventsBefore = load.events();
        }
        return samples;
    }

    private int report(PrintWriter out, SoakLoad load, List<Sample> samples) throws IOException {
        DoubleSummaryStatistics heap = samples.stream()
                .mapToDouble(sample -> sample.vitals().megabytes())
                .summaryStatistics();
        List<Double> series =
                samples.stream().map(sample -> sample.vitals().megabytes()).toList();
        int third = Math.max(1, series.size() / 3);
        double first = median(series.subList(0, third));
        double last = median(series.subList(series.size() - third, series.size()));
        double growth = last / first - 1;
        out.println();
        load.outcomes().forEach(out::println);
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "Live heap, MB: median of the first third %.1f, of the last %.1f, growth %.1f %%; min %.1f, max %.1f.%n"
                        + "Wrong answers: %d.",
                first,
                last,
                growth * 100,
                heap.getMin(),
                heap.getMax(),
                load.unexpected()));
        out.flush();
        boolean well = growth <= MOST_GROWTH && load.unexpected() == 0;
        Path file = json;
        if (file != null) {
            Files.writeString(
                    file,
                    samples.stream()
                            .map(Sample::json)
                            .collect(Collectors.joining(
                                    ",",
                                    "{\"samples\":[",
                                    String.format(
                                            Locale.ROOT,
                                            "],\"growth\":%.4f,\"wrong_answers\":%d,\"well\":%b}%n",
                                            growth,
                                            load.unexpected(),
                                            well))));
        }
        return well ? 0 : 1;
    }

    /** Single looks differ by the segments that the service's threads have just stored, which come and go. */
    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
