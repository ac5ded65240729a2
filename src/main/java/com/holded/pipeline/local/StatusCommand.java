package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Tells what runs and how it is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells what runs, where, how healthy it is, and how much it holds. Exit code 0 when healthy.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = service.dataFolder();
        Optional<RunningPlatform> running = RunningPlatform.on(folder);
        running.ifPresentOrElse(
                platform -> {
                    row(out, "Platform", "process " + platform.pid() + (platform.ready() ? "" : ", still starting"));
                    row(out, "Object storage", platform.objectStorage());
                    row(out, "PostgreSQL", platform.database());
                },
                () -> row(out, "Platform", "none runs on " + folder));
        if (running.isPresent() && !running.orElseThrow().ready()) {
            out.flush();
            return 1;
        }
        ServiceClient client = service.client();
        row(out, "Service", client.address().toString());
        out.flush();
        JsonNode health = client.health();
        row(out, "Health", health.toString());
        counts(client, out);
        out.flush();
        return health.path("status").asString("").equals("healthy") ? 0 : 1;
    }

    private static void counts(ServiceClient client, PrintWriter out) {
        client.readIfThere("ops/ledger").ifPresent(ledger -> row(out, "Last 24 hours", balance(ledger.path("total"))));
        client.readIfThere("dead-letters?limit=1")
                .ifPresent(letters -> row(
                        out,
                        "Dead letters",
                        String.format(Locale.ROOT, "%,d", letters.path("total").asLong(0))));
        client.readIfThere("jobs/executions?limit=1")
                .ifPresent(jobs -> row(
                        out,
                        "Last job",
                        jobs.path("executions").isEmpty()
                                ? "none yet"
                                : JobRun.from(jobs.path("executions").get(0)).result()));
    }

    private static String balance(JsonNode total) {
        return String.format(
                Locale.ROOT,
                "%,d events received: %,d loaded, %,d duplicates, %,d conflicts, %,d dead letters; %,d segments wait%s",
                total.path("received").asLong(0),
                total.path("loaded").asLong(0),
                total.path("duplicates").asLong(0),
                total.path("conflicts").asLong(0),
                total.path("dead_letters").asLong(0),
                total.at("/segments/in_flight").asLong(0),
                total.path("balanced").asBoolean(true) ? "" : "; not balanced, see ./holded ledger");
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf("%-15s %s%n", name, value);
    }
}
