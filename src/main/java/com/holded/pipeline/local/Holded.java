package com.holded.pipeline.local;

import com.holded.pipeline.local.bench.BenchCommand;
import com.holded.pipeline.local.generator.GenerateCommand;
import com.holded.pipeline.local.generator.SendCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./holded}: the commands of the local platform. */
@Command(
        name = "holded",
        mixinStandardHelpOptions = true,
        version = "holded 0.1.0",
        header = "The Holded event pipeline on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Start with `./holded demo`. `./holded COMMAND --help` tells the options of a command."},
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            StatusCommand.class,
            DownCommand.class,
            GenerateCommand.class,
            SendCommand.class,
            RunJobCommand.class,
            JobsCommand.class,
            PipelineCommand.class,
            ReportCommand.class,
            ReportsCommand.class,
            RebuildCommand.class,
            VerifyCommand.class,
            SchemaCommand.class,
            DeadLettersCommand.class,
            LineageCommand.class,
            LedgerCommand.class,
            KeysCommand.class,
            PsqlCommand.class,
            BenchCommand.class
        })
public final class Holded implements Callable<Integer> {
    /** Where the logging back end of the commands and of the S3 server finds its configuration. */
    static final String LOG_CONFIGURATION = "com/holded/pipeline/local/logback.xml";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs one command; its exit code is 0 when it did what it was asked, 1 when not, 2 when asked wrongly. */
    public static void main(String[] arguments) {
        // UTF-8 whatever the locale says: names carry ñ and ç, and a C locale would turn them into question marks.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        System.setProperty("logback.configurationFile", LOG_CONFIGURATION);
        System.exit(commandLine().execute(arguments));
    }

    /** The commands as {@link #main} runs them. */
    static CommandLine commandLine() {
        return new CommandLine(new Holded()).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof LocalProblem problem) {
                command.getErr().println(problem.line());
                command.getErr().flush();
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failure;
        });
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
