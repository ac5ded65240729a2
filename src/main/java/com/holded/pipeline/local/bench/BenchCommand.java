package com.holded.pipeline.local.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Parent of the benchmarks. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the product on this machine, beside yardsticks in the same run.",
        subcommands = {
            BenchCollectCommand.class,
            BenchProcessCommand.class,
            BenchReadCommand.class,
            BenchReportsCommand.class,
            BenchClientsCommand.class,
            BenchSoakCommand.class
        })
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
