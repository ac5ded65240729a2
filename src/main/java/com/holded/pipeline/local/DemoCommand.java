package com.holded.pipeline.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the platform and shows it at work. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the platform, sends sample events, processes them, writes the reports to out/ and stays up.",
            "Each further demo on the same data sends new events, and the reports grow."
        })
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private PlatformOptions platform = new PlatformOptions();

    @Mixin
    private PlatformOptions.DataFolder data = new PlatformOptions.DataFolder();

    @Option(names = "--events", paramLabel = "N", defaultValue = "2000", description = "How many (${DEFAULT-VALUE}).")
    private long events;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Seed of the events (default: the number of the demo). A seed that was sent before on the"
                    + " same day makes duplicates, which are not counted again.")
    private @Nullable Long seed;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Folder of the reports (default out/ beside ./holded).")
    private @Nullable Path out;

    @Option(names = "--exit", description = "End everything after the demo. Exit code 0 when all is accounted for.")
    private boolean exit;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (events < 1) {
            throw new ParameterException(spec.commandLine(), "--events must be at least 1, not " + events);
        }
        PrintWriter terminal = spec.commandLine().getOut();
        Path folder = data.folder();
        LocalPlatform prepared = LocalPlatform.prepare(platform.options(folder, terminal));
        return UpCommand.run(prepared, terminal, running -> show(running, folder, terminal));
    }

    private int show(LocalPlatform running, Path folder, PrintWriter terminal) {
        Path demos = Folders.make(folder.resolve("demo"));
        long number = Optional.ofNullable(seed).orElseGet(() -> next(demos));
        Path reports = Optional.ofNullable(out)
                .orElseGet(() -> Home.folder().resolve("out"))
                .toAbsolutePath();
        DemoSummary summary = new Demo(running, new TerminalProgress(terminal))
                .run(events, number, demos.resolve("events-" + number + ".ndjson"), reports);
        terminal.println();
        summary.lines().forEach(terminal::println);
        terminal.println();
        terminal.flush();
        if (exit) {
            return summary.isAccountedFor() ? 0 : 1;
        }
        return UpCommand.stay(running, terminal);
    }

    /** One more than the demos that were shown on these data, so that each sends events of its own. */
    private static long next(Path demos) {
        try (Stream<Path> files = Files.list(demos)) {
            return 1 + files.filter(file -> file.toString().endsWith(".ndjson")).count();
        } catch (IOException unreadable) {
            throw new LocalProblem("Cannot read " + demos + " (" + unreadable.getMessage() + ")", unreadable);
        }
    }
}
