package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Tells which reports there are. */
@Command(
        name = "reports",
        mixinStandardHelpOptions = true,
        description = "Tells which reports there are.",
        subcommands = ReportsCommand.ListCommand.class)
final class ReportsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }

    /** {@code reports list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the reports with their formats and parameters.")
    static final class ListCommand implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            JsonNode reports = service.client().read("reports").path("reports");
            PrintWriter out = spec.commandLine().getOut();
            reports.valueStream()
                    .forEach(report -> out.printf(
                            Locale.ROOT,
                            "%-20s %-26s %-20s %s%n",
                            report.path("name").asString("-"),
                            report.at("/titles/en").asString("-"),
                            words(report.path("formats")),
                            words(report.path("parameters"))));
            out.flush();
            return 0;
        }

        private static String words(JsonNode list) {
            return list.valueStream().map(JsonNode::asString).collect(Collectors.joining(" "));
        }
    }
}
