package com.holded.pipeline.local.generator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./holded generate}. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Write a file of realistic events, and on request the exact result to expect of them.",
        footer = {
            "",
            "The file is NDJSON: one package (a JSON array of 1 to 10 events) a line.",
            "The same --events, --seed, --companies and --until give the same bytes."
        })
public final class GenerateCommand implements Callable<Integer> {
    private final Clock clock;

    @Option(names = "--events", paramLabel = "N", defaultValue = "10000", description = "How many (${DEFAULT-VALUE}).")
    private long events;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Any number (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--companies",
            paramLabel = "C",
            defaultValue = "40",
            description = "Accounts that the events belong to (${DEFAULT-VALUE}).")
    private int companies;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "File to write.")
    private @Nullable Path out;

    @Option(
            names = "--expect",
            paramLabel = "FILE",
            description = "Also write the exact result that the product has to reach, as JSON.")
    private @Nullable Path expect;

    @Option(
            names = "--until",
            paramLabel = "INSTANT",
            description = "End of the 60 days that the events cover, such as 2026-03-01T00:00:00Z; "
                    + "the start of today (UTC) unless given.")
    private @Nullable Instant until;

    @Spec
    private @Nullable CommandSpec spec;

    /** As the command line makes it. */
    public GenerateCommand() {
        this(Clock.systemUTC());
    }

    GenerateCommand(Clock clock) {
        this.clock = clock;
    }

    /** Exit code: 0 when the files are written, 1 when they cannot be. */
    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter terminal = command.commandLine().getOut();
        PrintWriter errors = command.commandLine().getErr();
        Path file = Objects.requireNonNull(out);
        Generation generation = generation(command);
        Expected expected;
        try (Progress progress = Progress.of("generating", " events", events, errors)) {
            createFolder(file);
            expected = EventFile.write(generation, file, progress::step);
        } catch (IOException e) {
            errors.println("Cannot write " + file + ": " + Reasons.of(e));
            return 1;
        }
        terminal.printf(
                Locale.ROOT,
                "%,d events in %,d packages: %,d valid (%,d of them redelivered), %,d invalid%n",
                expected.sent(),
                expected.packages(),
                expected.accepted(),
                expected.duplicates(),
                expected.rejected());
        terminal.println("from " + generation.from() + " until " + generation.until());
        terminal.println("wrote " + file);
        return expect == null ? 0 : writeExpected(expected, expect, terminal, errors);
    }

    private Generation generation(CommandSpec command) {
        try {
            Instant end = until == null ? clock.instant().truncatedTo(ChronoUnit.DAYS) : until;
            return new Generation(events, seed, companies, end);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), Reasons.of(e), e);
        }
    }

    private static int writeExpected(Expected expected, Path file, PrintWriter terminal, PrintWriter errors) {
        try {
            createFolder(file);
            expected.write(file);
        } catch (IOException e) {
            errors.println("Cannot write " + file + ": " + Reasons.of(e));
            return 1;
        }
        terminal.println("wrote " + file);
        return 0;
    }

    private static void createFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }
}
