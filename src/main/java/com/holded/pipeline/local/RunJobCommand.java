package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Processes what was collected, without waiting for the schedule. */
@Command(
        name = "run-job",
        mixinStandardHelpOptions = true,
        description = "Processes the collected events now and waits for the end. Exit code 0 when it completed.")
final class RunJobCommand implements Callable<Integer> {
    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        JobRun run = new Jobs(service.client()).processEvents(state -> {
            if (!state.isEnded()) {
                out.println(state.progress());
                out.flush();
            }
        });
        out.println(run.result());
        out.flush();
        return run.isCompleted() ? 0 : 1;
    }
}
