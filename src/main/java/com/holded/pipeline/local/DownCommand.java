package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends a platform that runs in another terminal, and what a killed one left behind. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Ends the platform that runs on the data folder. Data are kept.")
final class DownCommand implements Callable<Integer> {
    /** The service may finish its requests, PostgreSQL writes its checkpoint. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Mixin
    private PlatformOptions.DataFolder data = new PlatformOptions.DataFolder();

    @Option(names = "--force", description = "Kill it if it does not end within two minutes.")
    private boolean force;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = data.folder();
        Optional<RunningPlatform> running = RunningPlatform.on(folder);
        boolean ended = running.isPresent();
        if (running.isPresent()) {
            end(running.orElseThrow());
        }
        if (LeftBehind.end(folder)) {
            ended = true;
        }
        out.println(ended ? "Ended. Data are kept in " + folder : "Nothing runs on " + folder);
        out.flush();
        return 0;
    }

    private void end(RunningPlatform running) {
        ProcessHandle process =
                ProcessHandle.of(running.pid()).orElseThrow(() -> new LocalProblem("The platform ended just now"));
        process.destroy();
        if (Child.ended(process, PATIENCE)) {
            return;
        }
        if (!force) {
            throw new LocalProblem(
                    "The platform, process " + running.pid() + ", does not end. Use ./holded down --force");
        }
        process.destroyForcibly();
        if (!Child.ended(process, PATIENCE)) {
            throw new LocalProblem("The platform, process " + running.pid() + ", does not die");
        }
    }
}
