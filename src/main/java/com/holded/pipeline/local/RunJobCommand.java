package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** Processes what was collected, without waiting for the schedule. */
@Command(
        name = "run-job",
        mixinStandardHelpOptions = true,
        description = {
            "Processes the collected events now and waits for the end. Exit code 0 when it completed.",
            "Times are days in Europe/Madrid (2026-03-05) or instants (2026-03-05T10:00:00Z)."
        })
final class RunJobCommand implements Callable<Integer> {
    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Option(names = "--from", paramLabel = "TIME", description = "Segments that were opened at this time or later.")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "Segments that were opened before; a day: to its end.")
    private String to = "";

    @Option(
            names = "--reprocess",
            paramLabel = "WHICH",
            description = "missing: what is not loaded (default); failed: quarantined segments once more.")
    private String reprocess = "";

    @Option(names = "--dry-run", description = "Only tell what would happen.")
    private boolean dryRun;

    @Option(names = "--company", paramLabel = "COMPANY", description = "Events of this company; with --dry-run alone.")
    private String company = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "Events of this type; with --dry-run alone.")
    private String type = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        JobRun run = new Jobs(service.client())
                .processEvents(parameters(), other -> out.println(waiting(other)), ProgressBar.on(out));
        out.println(run.result());
        out.flush();
        return run.isCompleted() ? 0 : 1;
    }

    private static String waiting(JobRun other) {
        return "Execution " + other.id()
                + (other.isEnded() ? " " + other.result() : " is under way; this one begins after it");
    }

    private String parameters() {
        ObjectNode parameters = KeysCommand.JSON.createObjectNode();
        put(parameters, "from", from);
        put(parameters, "to", to);
        put(parameters, "reprocess", reprocess);
        put(parameters, "company", company);
        put(parameters, "event_type", type);
        if (dryRun) {
            parameters.put("dry_run", true);
        }
        return parameters.isEmpty() ? "" : parameters.toString();
    }

    private static void put(ObjectNode parameters, String name, String value) {
        if (!value.isEmpty()) {
            parameters.put(name, value);
        }
    }
}
