package com.holded.pipeline.local.bench;

import com.holded.pipeline.local.Folders;
import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.storage.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how few objects very many clients share, each of which posts one event at a time. */
@Command(
        name = "clients",
        mixinStandardHelpOptions = true,
        description = {
            "Posts single events from very many clients at once, and counts the objects that they share.",
            "COLLECT_* and HTTP_* settings of the environment are those of the service that is measured."
        })
public final class BenchClientsCommand implements Callable<Integer> {
    private static final double MILLION = 1e6;

    @Option(
            names = "--connections",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Clients, each with a connection of its own (${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--events",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Events that all of them post together (${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--warm-up",
            defaultValue = "200000",
            paramLabel = "N",
            description = "Events before the measurement (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result here.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("holded-bench-");
        out.println("Starting a platform of its own…");
        out.flush();
        try (LocalPlatform platform = LocalPlatform.start(BenchPlatform.options(folder, BenchPlatform.JVM_OPTIONS));
                ObjectStore store = ObjectStore.connect(platform.settings().storage())) {
            ClientSwarm swarm = new ClientSwarm(
                    platform.service().resolve("/collect"),
                    Packages.generate(folder).of(1),
                    1);
            if (warmUp > 0) {
                swarm.run("warm-up", connections, warmUp);
            }
            RawObjects before = RawObjects.in(store);
            Figures figures = swarm.run("POST /collect", connections, events);
            RawObjects objects = RawObjects.in(store).since(before);
            double perMillion = objects.count() * MILLION / events;
            out.println(Figures.head());
            out.println(figures.row());
            out.println(String.format(
                    Locale.ROOT,
                    "%n%,d objects for %,d events: %,.0f for a million, %.1f events in each.",
                    objects.count(),
                    events,
                    perMillion,
                    events / (double) objects.count()));
            out.flush();
            write(figures, objects, perMillion);
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private void write(Figures figures, RawObjects objects, double perMillion) throws IOException {
        Path file = json;
        if (file != null) {
            Files.writeString(
                    file,
                    String.format(
                            Locale.ROOT,
                            "{\"connections\":%d,\"events\":%d,\"events_per_second\":%.0f,\"p50_ms\":%.3f,"
                                    + "\"p99_ms\":%.3f,\"max_ms\":%.3f,\"objects\":%d,\"object_bytes\":%d,"
                                    + "\"objects_per_million\":%.0f}%n",
                            connections,
                            events,
                            figures.eventsPerSecond(),
                            figures.p50Millis(),
                            figures.p99Millis(),
                            figures.maxMillis(),
                            objects.count(),
                            objects.bytes(),
                            perMillion));
        }
    }
}
