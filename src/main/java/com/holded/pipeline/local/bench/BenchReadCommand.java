package com.holded.pipeline.local.bench;

import com.holded.pipeline.local.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures {@code GET /events/{id}} among a thousand events and among many, against a platform of its own, and compares
 * each event with what was sent. Exit code 1 when one differs, or when a read among many takes more of storage.
 */
@Command(
        name = "read",
        mixinStandardHelpOptions = true,
        description = {
            "Reads random events back by their ids, among 1,000 and among many, compares them with what was sent,",
            "and counts on the wire what each read asks of object storage.",
            "Exit code 1 when an event differs, or when a read among many takes other requests than among few."
        })
public final class BenchReadCommand implements Callable<Integer> {
    private static final int FEW = 1_000;
    private static final int WARM_UP_READS = 500;

    @Option(
            names = "--events",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Events that are stored (${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--reads",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Events that are read back each time (${DEFAULT-VALUE}).")
    private int reads;

    @Option(
            names = "--connections",
            defaultValue = "4",
            paramLabel = "N",
            description = "That send and read at the same time (${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Any number (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result here.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("holded-bench-");
        out.println("Starting a platform of its own…");
        out.flush();
        try (BenchPlatform platform = BenchPlatform.start(folder, BenchPlatform.JVM_OPTIONS);
                ReadBack back = new ReadBack(
                        platform.service().service(),
                        platform.relay(),
                        NumberedEvents.generate(folder),
                        Math.max(FEW, events),
                        connections,
                        seed)) {
            back.fill(FEW);
            back.read(WARM_UP_READS);
            out.println(Reads.head());
            Reads amongFew = back.read(reads);
            out.println(amongFew.row());
            out.flush();
            long begun = System.nanoTime();
            back.fill(Math.max(FEW, events));
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Reads amongMany = back.read(reads);
            out.println(amongMany.row());
            out.println(String.format(
                    Locale.ROOT,
                    "%nStoring them took %.1f s. GET, LIST and HEAD are requests per read.",
                    seconds(took)));
            out.flush();
            write(List.of(amongFew, amongMany));
            return amongMany.isAsCheapAs(amongFew) ? 0 : 1;
        } finally {
            Folders.delete(folder);
        }
    }

    private void write(List<Reads> measured) throws IOException {
        Path file = json;
        if (file != null) {
            Files.writeString(
                    file,
                    "{\"reads\":["
                            + String.join(
                                    ",", measured.stream().map(Reads::json).toList()) + "]}\n");
        }
    }

    private static double seconds(Duration took) {
        return took.toMillis() / 1e3;
    }
}
