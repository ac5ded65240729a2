package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes all analytics anew from the raw events. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        description = {
            "Makes all analytics anew from the raw events in object storage, and waits for the end.",
            "Reports show the old numbers until the new ones are whole; collecting and processing go on. After an"
                    + " interruption the next rebuild goes on where it was. Exit code 0 when it completed."
        })
final class RebuildCommand implements Callable<Integer> {
    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        JobRun run = new Jobs(service.client()).rebuild(state -> {
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
