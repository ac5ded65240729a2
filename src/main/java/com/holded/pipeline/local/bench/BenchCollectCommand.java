package com.holded.pipeline.local.bench;

import com.holded.pipeline.local.Folders;
import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.StoredObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures {@code POST /collect} over real HTTP against a platform of its own, and in the same run: one PUT for each
 * event and for each request through the same client and S3 server, and bare HTTP servers that do the same work, and
 * none.
 */
@Command(
        name = "collect",
        mixinStandardHelpOptions = true,
        description = "Measures POST /collect beside one PUT per event, one PUT per request and bare HTTP servers.")
public final class BenchCollectCommand implements Callable<Integer> {
    private static final String COLLECT = "POST /collect";
    private static final String PUT_PER_EVENT = "one PUT per event";
    private static final String PUT_PER_REQUEST = "one PUT per request";
    private static final String PLAIN_COLLECTOR = "bare server, same work";
    private static final String ECHO_SERVER = "bare server, echo";
    private static final String AT_HALF_RATE = "POST /collect, half rate";
    /** At which targets are compared. */
    private static final List<Integer> CONNECTIONS = List.of(16, 64);

    private static final int PAGE = 1000;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            paramLabel = "N",
            description = "Length of each measurement (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            paramLabel = "N",
            description = "Seconds of load before the first measurement (${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result here.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final List<Figures> figures = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        // Read when the JDK's server is first used; without it the echo waits for acknowledgements that come 40 ms
        // late.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("holded-bench-");
        out.println("Starting a platform of its own…");
        out.flush();
        try (LocalPlatform platform = LocalPlatform.start(BenchPlatform.options(folder, BenchPlatform.JVM_OPTIONS));
                ObjectStore store = ObjectStore.connect(platform.settings().storage());
                PlainCollectorProcess plain = PlainCollectorProcess.start(
                        BenchPlatform.JVM_OPTIONS,
                        PlainCollectorProcess.environment(platform.settings()),
                        folder.resolve("plain-collector.log"));
                EchoServer echo = new EchoServer()) {
            Packages packages = Packages.generate(folder);
            Load load = new Load(Duration.ofSeconds(seconds));
            Load.Target collect = HttpConnection.to(platform.service().resolve("/collect"));
            Load.Target samework = HttpConnection.to(plain.address());
            Load.Target puts = () -> new StoreConnection(store);
            warmUp(collect, packages);
            new Load(Duration.ofSeconds(warmUpSeconds / 2)).run("warm-up", samework, packages.of(100), 100, 32);
            int objectsBefore = objects(store);
            out.println(Figures.head());
            for (int connections : CONNECTIONS) {
                measure(out, load.run(PUT_PER_EVENT, puts, packages.of(1), 1, connections));
                measure(out, load.run(COLLECT, collect, packages.of(1), 1, connections));
                measure(out, load.run(PUT_PER_REQUEST, puts, packages.of(10), 10, connections));
                measure(out, load.run(COLLECT, collect, packages.of(10), 10, connections));
                measure(out, load.run(PUT_PER_REQUEST, puts, packages.of(100), 100, connections));
                measure(out, load.run(COLLECT, collect, packages.of(100), 100, connections));
                measure(out, load.run(PLAIN_COLLECTOR, samework, packages.of(100), 100, connections));
                measure(
                        out,
                        load.run(ECHO_SERVER, HttpConnection.to(echo.address()), packages.of(100), 100, connections));
                measure(out, load.run(COLLECT, collect, packages.of(1000), 1000, connections));
            }
            for (int size : List.of(1, 10, 100, 1000)) {
                measure(out, load.run(COLLECT, collect, packages.of(size), size, 1));
            }
            for (int size : List.of(1, 100)) {
                measure(
                        out,
                        new PacedLoad(Duration.ofSeconds(seconds))
                                .run(AT_HALF_RATE, collect, packages.of(size), size, 64, rate(COLLECT, size) / 2));
            }
            report(out, objects(store) - objectsBefore);
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    /**
     * The service's JVM compiles what it runs for a minute or so, with the cores that it answers with; a service that
     * has run for a day is what is to be measured.
     */
    private void warmUp(Load.Target collect, Packages packages) throws IOException, InterruptedException {
        for (int size : List.of(1, 10, 100, 1)) {
            new Load(Duration.ofSeconds(warmUpSeconds / 4)).run("warm-up", collect, packages.of(size), size, 32);
        }
    }

    private void measure(PrintWriter out, Figures measured) {
        figures.add(measured);
        out.println(measured.row());
        out.flush();
    }

    private void report(PrintWriter out, int objects) throws IOException {
        Map<String, Double> ratios = new LinkedHashMap<>();
        ratios.put("package_100_vs_put_per_event", rate(COLLECT, 100) / rate(PUT_PER_EVENT, 1));
        ratios.put("package_100_vs_put_per_request", rate(COLLECT, 100) / rate(PUT_PER_REQUEST, 100));
        ratios.put("package_10_vs_put_per_request", rate(COLLECT, 10) / rate(PUT_PER_REQUEST, 10));
        ratios.put("package_1_vs_put_per_event", rate(COLLECT, 1) / rate(PUT_PER_EVENT, 1));
        ratios.put("package_100_vs_bare_server", rate(COLLECT, 100) / rate(PLAIN_COLLECTOR, 100));
        ratios.put("package_100_vs_echo_server", rate(COLLECT, 100) / rate(ECHO_SERVER, 100));
        out.println();
        ratios.forEach((name, ratio) -> out.println(String.format(Locale.ROOT, "%-32s %8.2f", name, ratio)));
        out.println(String.format(Locale.ROOT, "%-32s %8d", "segments written by /collect", objects));
        out.flush();
        Path file = json;
        if (file != null) {
            Files.writeString(
                    file,
                    ratios.entrySet().stream()
                            .map(ratio -> String.format(Locale.ROOT, "\"%s\":%.3f", ratio.getKey(), ratio.getValue()))
                            .collect(Collectors.joining(
                                    ",",
                                    "{\"ratios\":{",
                                    "},\"figures\":["
                                            + figures.stream()
                                                    .map(Figures::json)
                                                    .collect(Collectors.joining(","))
                                            + "],\"segments\":" + objects + "}\n")));
        }
    }

    /** The best rate of a target at a package size. */
    private double rate(String name, int packageSize) {
        return figures.stream()
                .filter(measured -> measured.name().equals(name) && measured.packageSize() == packageSize)
                .mapToDouble(Figures::eventsPerSecond)
                .max()
                .orElseThrow();
    }

    private static int objects(ObjectStore store) {
        int objects = 0;
        Optional<String> last = Optional.of("");
        while (last.isPresent()) {
            List<StoredObject> page = store.list("raw-events/", last.get(), PAGE);
            objects += page.size();
            last = page.size() < PAGE
                    ? Optional.empty()
                    : Optional.of(page.get(page.size() - 1).key());
        }
        return objects;
    }
}
